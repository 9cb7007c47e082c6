ALTER TABLE "credentials" ADD COLUMN "client_key" text;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "account_key" text;--> statement-breakpoint
CREATE INDEX "credentials_client" ON "credentials" USING btree ("client_key","customer_id") WHERE "credentials"."client_key" is not null;--> statement-breakpoint
CREATE INDEX "credentials_account" ON "credentials" USING btree ("account_key") WHERE "credentials"."account_key" is not null;