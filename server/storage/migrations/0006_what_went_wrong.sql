ALTER TABLE "flows" ADD COLUMN "details" jsonb;--> statement-breakpoint
CREATE INDEX "connection_logs_created" ON "connection_logs" USING btree ("created_at");