CREATE TABLE "audit_log" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"target" text NOT NULL,
	"request_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connection_logs" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"severity" text NOT NULL,
	"code" text NOT NULL,
	"message" text NOT NULL,
	"details" jsonb,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "connection_values" (
	"customer_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"input_key" text NOT NULL,
	"plain" jsonb,
	"sealed" "bytea",
	"revision" integer NOT NULL,
	"set_by" text NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connection_values_connection_id_input_key_pk" PRIMARY KEY("connection_id","input_key")
);
--> statement-breakpoint
CREATE TABLE "connections" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"config_var_key" text NOT NULL,
	"definition_key" text NOT NULL,
	"status" text NOT NULL,
	"reason" text,
	"warning" text,
	"revision" integer DEFAULT 0 NOT NULL,
	"generation" integer DEFAULT 0 NOT NULL,
	"account_label" text,
	"requested_scopes" text[],
	"granted_scopes" text[],
	"connected_at" timestamp with time zone,
	"last_used_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "connections_instance_config_var" UNIQUE("instance_id","config_var_key"),
	CONSTRAINT "connections_tenant" UNIQUE("customer_id","id")
);
--> statement-breakpoint
CREATE TABLE "credential_attempts" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"generation" integer NOT NULL,
	"version" integer NOT NULL,
	"outcome" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "credentials" (
	"connection_id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"generation" integer NOT NULL,
	"version" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	"fingerprint" text NOT NULL,
	"rotation" text NOT NULL,
	"refreshable" boolean NOT NULL,
	"expires_at" timestamp with time zone,
	"refresh_due_at" timestamp with time zone,
	"lease_owner" text,
	"lease_until" timestamp with time zone,
	"fence" bigint DEFAULT 0 NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"failing_since" timestamp with time zone,
	"last_refreshed_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customers" (
	"id" text PRIMARY KEY NOT NULL,
	"external_id" text NOT NULL,
	"name" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "customers_external_id_unique" UNIQUE("external_id")
);
--> statement-breakpoint
CREATE TABLE "data_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"kek_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "data_keys_customer" UNIQUE("customer_id")
);
--> statement-breakpoint
CREATE TABLE "events" (
	"sequence" bigserial PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"customer_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"type" text NOT NULL,
	"data" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "events_id_unique" UNIQUE("id")
);
--> statement-breakpoint
CREATE TABLE "flows" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"generation" integer NOT NULL,
	"session_id" text NOT NULL,
	"user_id" text NOT NULL,
	"definition_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"redirect_uri" text NOT NULL,
	"mode" text NOT NULL,
	"page_origin" text NOT NULL,
	"return_url" text,
	"state" text NOT NULL,
	"code" text,
	"start_secret_hash" "bytea" NOT NULL,
	"state_hash" "bytea",
	"browser_hash" "bytea",
	"completion_hash" "bytea",
	"sealed" "bytea",
	"expires_at" timestamp with time zone NOT NULL,
	"consumed_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "instances" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"integration_key" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "instances_customer_integration" UNIQUE("customer_id","integration_key"),
	CONSTRAINT "instances_tenant" UNIQUE("customer_id","id")
);
--> statement-breakpoint
CREATE TABLE "revocations" (
	"id" text PRIMARY KEY NOT NULL,
	"customer_id" text NOT NULL,
	"connection_id" text NOT NULL,
	"generation" integer NOT NULL,
	"sealed" "bytea",
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone,
	"deadline_at" timestamp with time zone NOT NULL,
	"result" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"customer_id" text NOT NULL,
	"instance_id" text NOT NULL,
	"user_id" text NOT NULL,
	"role" text NOT NULL,
	"permissions" text[] NOT NULL,
	"origin" text,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" "bytea" NOT NULL
);
--> statement-breakpoint
ALTER TABLE "connection_logs" ADD CONSTRAINT "connection_logs_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_values" ADD CONSTRAINT "connection_values_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connections" ADD CONSTRAINT "connections_customer_id_instance_id_instances_customer_id_id_fk" FOREIGN KEY ("customer_id","instance_id") REFERENCES "public"."instances"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credential_attempts" ADD CONSTRAINT "credential_attempts_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "data_keys" ADD CONSTRAINT "data_keys_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flows" ADD CONSTRAINT "flows_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "instances" ADD CONSTRAINT "instances_customer_id_customers_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customers"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revocations" ADD CONSTRAINT "revocations_customer_id_connection_id_connections_customer_id_id_fk" FOREIGN KEY ("customer_id","connection_id") REFERENCES "public"."connections"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_customer_id_instance_id_instances_customer_id_id_fk" FOREIGN KEY ("customer_id","instance_id") REFERENCES "public"."instances"("customer_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_log_customer" ON "audit_log" USING btree ("customer_id","sequence");--> statement-breakpoint
CREATE INDEX "connection_logs_connection" ON "connection_logs" USING btree ("connection_id","sequence");--> statement-breakpoint
CREATE INDEX "credential_attempts_version" ON "credential_attempts" USING btree ("connection_id","generation","version");--> statement-breakpoint
CREATE INDEX "credentials_refresh_due" ON "credentials" USING btree ("refresh_due_at") WHERE "credentials"."refresh_due_at" is not null;--> statement-breakpoint
CREATE INDEX "events_connection" ON "events" USING btree ("connection_id","sequence");--> statement-breakpoint
CREATE UNIQUE INDEX "flows_state_hash" ON "flows" USING btree ("state_hash");--> statement-breakpoint
CREATE INDEX "flows_expires" ON "flows" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "flows_connection" ON "flows" USING btree ("connection_id");--> statement-breakpoint
CREATE INDEX "revocations_due" ON "revocations" USING btree ("due_at") WHERE "revocations"."due_at" is not null;--> statement-breakpoint
CREATE INDEX "sessions_expires" ON "sessions" USING btree ("expires_at");