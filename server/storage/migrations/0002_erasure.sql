ALTER TABLE "data_keys" DROP CONSTRAINT "data_keys_customer_id_customers_id_fk";
--> statement-breakpoint
ALTER TABLE "revocations" DROP CONSTRAINT "revocations_customer_id_connection_id_connections_customer_id_id_fk";
--> statement-breakpoint
ALTER TABLE "data_keys" ADD COLUMN "erase_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "data_keys_erase" ON "data_keys" USING btree ("erase_at") WHERE "data_keys"."erase_at" is not null;--> statement-breakpoint
CREATE INDEX "revocations_customer" ON "revocations" USING btree ("customer_id");