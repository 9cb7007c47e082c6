ALTER TABLE "credentials" ADD COLUMN "refresh_expires_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "consent_ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "end_notice_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "end_noticed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "credentials_end_notice" ON "credentials" USING btree ("end_notice_at") WHERE not "credentials"."end_noticed";