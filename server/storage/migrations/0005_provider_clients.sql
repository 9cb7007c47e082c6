CREATE TABLE "provider_clients" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"paused_until" timestamp with time zone NOT NULL
);
