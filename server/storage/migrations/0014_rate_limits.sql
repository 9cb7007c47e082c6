CREATE TABLE "rate_limits" (
	"key" "bytea" PRIMARY KEY NOT NULL,
	"free_at" timestamp with time zone NOT NULL
);
