CREATE TABLE "registrations" (
	"connection_id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"server_url" text NOT NULL,
	"issuer" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"expires_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "flows" ADD COLUMN "poll_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "flows" ADD COLUMN "poll_seconds" integer;--> statement-breakpoint
ALTER TABLE "registrations" ADD CONSTRAINT "registrations_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "flows_poll" ON "flows" USING btree ("poll_at") WHERE "flows"."poll_at" is not null;