ALTER TABLE "provider_clients" RENAME COLUMN "paused_until" TO "free_at";--> statement-breakpoint
ALTER TABLE "credentials" ADD COLUMN "turns_key" "bytea";