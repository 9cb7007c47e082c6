CREATE SEQUENCE "public"."events_position" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "position" bigint;--> statement-breakpoint
CREATE INDEX "events_customer" ON "events" USING btree (("data" ->> 'customer'),"position");--> statement-breakpoint
CREATE INDEX "events_fresh" ON "events" USING btree ("sequence") WHERE "events"."position" is null;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_position_unique" UNIQUE("position");