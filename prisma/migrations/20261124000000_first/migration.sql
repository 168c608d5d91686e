CREATE TABLE "accounts" (
  "id" uuid NOT NULL,
  "kommo_account_id" bigint,
  "subdomain" text NOT NULL,
  "name" text NOT NULL DEFAULT '',
  "language" text NOT NULL DEFAULT 'en',
  "currency" text,
  "time_zone" text NOT NULL DEFAULT 'UTC',
  "webhook_key" text NOT NULL,
  "single_account" boolean NOT NULL DEFAULT false,
  "state" text NOT NULL DEFAULT 'connected',
  "state_reason" text,
  "paused_until" timestamptz(3),
  "failures_in_a_row" integer NOT NULL DEFAULT 0,
  "retry_at" timestamptz(3),
  "webhook_secret" text,
  "previous_webhook_secret" text,
  "api_username" text,
  "api_password" text,
  "settings" jsonb NOT NULL DEFAULT '{}',
  "settings_version" integer NOT NULL DEFAULT 0,
  "installed_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "accounts_kommo_account_id_key" ON "accounts" ("kommo_account_id");
CREATE UNIQUE INDEX "accounts_webhook_key_key" ON "accounts" ("webhook_key");

CREATE TABLE "kommo_tokens" (
  "account_id" uuid NOT NULL,
  "access_token" text NOT NULL,
  "refresh_token" text,
  "expires_at" timestamptz(3),
  "version" integer NOT NULL DEFAULT 1,
  "refreshed_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "refresh_claim" uuid,
  "refresh_claimed_to" timestamptz(3),
  PRIMARY KEY ("account_id")
);

CREATE TABLE "oauth_states" (
  "nonce" text NOT NULL,
  "expires_at" timestamptz(3) NOT NULL,
  PRIMARY KEY ("nonce")
);

CREATE TABLE "pending_installs" (
  "id" uuid NOT NULL,
  "subdomain" text NOT NULL,
  "code" text NOT NULL,
  "from_widget" boolean NOT NULL,
  "received_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "state" text NOT NULL DEFAULT 'open',
  "attempts" integer NOT NULL DEFAULT 0,
  "last_error" text,
  "next_attempt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("id")
);
CREATE INDEX "pending_installs_state_next_attempt_idx" ON "pending_installs" ("state", "next_attempt");

CREATE TABLE "events" (
  "id" bigserial NOT NULL,
  "account_id" uuid NOT NULL,
  "event_id" text NOT NULL,
  "type" text NOT NULL,
  "live" boolean,
  "created_at" timestamptz(3),
  "source" text NOT NULL DEFAULT 'webhook',
  "payload" text NOT NULL,
  "received_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "state" text NOT NULL DEFAULT 'received',
  "reason" jsonb,
  "attempts" integer NOT NULL DEFAULT 0,
  "fact_keys" text[] NOT NULL DEFAULT '{}',
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "events_account_id_event_id_key" ON "events" ("account_id", "event_id");
CREATE INDEX "events_account_id_id_idx" ON "events" ("account_id", "id");

CREATE TABLE "facts" (
  "account_id" uuid NOT NULL,
  "fact_key" text NOT NULL,
  "type" text NOT NULL,
  "occurred_at" timestamptz(3) NOT NULL,
  "live" boolean NOT NULL,
  "order_id" text,
  "subscription_id" text,
  "fastspring_account_id" text,
  "customer_id" uuid,
  "event_row_id" bigint NOT NULL,
  "rank" text NOT NULL,
  "data" jsonb NOT NULL,
  "lead_id" bigint,
  "planned_at" timestamptz(3),
  PRIMARY KEY ("account_id", "fact_key")
);
CREATE INDEX "facts_account_id_order_id_idx" ON "facts" ("account_id", "order_id");
CREATE INDEX "facts_account_id_subscription_id_idx" ON "facts" ("account_id", "subscription_id");
CREATE INDEX "facts_account_id_customer_id_occurred_at_idx" ON "facts" ("account_id", "customer_id", "occurred_at" DESC);

CREATE TABLE "customers" (
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "identity" text NOT NULL,
  "fastspring_account_id" text,
  "email" text,
  "email_folded" text,
  "name" text,
  "company" text,
  "country" text,
  "phone" text,
  "match_state" text NOT NULL DEFAULT 'new',
  "matched_at" timestamptz(3),
  "next_match_at" timestamptz(3) DEFAULT CURRENT_TIMESTAMP,
  "match" jsonb,
  "last_fact_at" timestamptz(3),
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "customers_account_id_identity_key" ON "customers" ("account_id", "identity");
CREATE INDEX "customers_account_id_email_folded_idx" ON "customers" ("account_id", "email_folded");
CREATE INDEX "customers_account_id_match_state_last_fact_at_idx" ON "customers" ("account_id", "match_state", "last_fact_at" DESC);

CREATE TABLE "orders" (
  "account_id" uuid NOT NULL,
  "order_id" text NOT NULL,
  "customer_id" uuid,
  "reference" text,
  "state" text NOT NULL,
  "kind" text NOT NULL,
  "occurred_at" timestamptz(3) NOT NULL,
  "currency" text NOT NULL,
  "total" numeric NOT NULL,
  "tax" numeric NOT NULL,
  "discount" numeric NOT NULL,
  "payout_currency" text,
  "payout_total" numeric,
  "fee" numeric,
  "payout_net" numeric,
  "country" text,
  "invoice_url" text,
  "payment" jsonb,
  "items" jsonb NOT NULL,
  "live" boolean NOT NULL,
  "subscription_id" text,
  "details" jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY ("account_id", "order_id")
);
CREATE INDEX "orders_account_id_customer_id_occurred_at_idx" ON "orders" ("account_id", "customer_id", "occurred_at" DESC);

CREATE TABLE "refunds" (
  "account_id" uuid NOT NULL,
  "refund_key" text NOT NULL,
  "order_id" text NOT NULL,
  "kind" text NOT NULL,
  "occurred_at" timestamptz(3) NOT NULL,
  "currency" text NOT NULL,
  "total" numeric NOT NULL,
  "tax" numeric NOT NULL,
  "reason" text,
  "reference" text,
  "live" boolean NOT NULL,
  PRIMARY KEY ("account_id", "refund_key")
);
CREATE INDEX "refunds_account_id_order_id_idx" ON "refunds" ("account_id", "order_id");

CREATE TABLE "subscriptions" (
  "account_id" uuid NOT NULL,
  "subscription_id" text NOT NULL,
  "customer_id" uuid,
  "state" text NOT NULL,
  "product" text NOT NULL,
  "product_path" text,
  "sku" text,
  "quantity" integer NOT NULL,
  "currency" text,
  "price" numeric,
  "monthly" numeric,
  "interval" text,
  "interval_length" integer,
  "started_at" timestamptz(3),
  "trial_ends_at" timestamptz(3),
  "next_charge_at" timestamptz(3),
  "next_charge_total" numeric,
  "canceled_at" timestamptz(3),
  "ends_at" timestamptz(3),
  "overdue_since" timestamptz(3),
  "changed_at" timestamptz(3) NOT NULL,
  "live" boolean NOT NULL,
  "details" jsonb NOT NULL DEFAULT '{}',
  PRIMARY KEY ("account_id", "subscription_id")
);
CREATE INDEX "subscriptions_account_id_customer_id_idx" ON "subscriptions" ("account_id", "customer_id");

CREATE TABLE "customer_leads" (
  "account_id" uuid NOT NULL,
  "customer_id" uuid NOT NULL,
  "lead_id" bigint NOT NULL,
  "contact_id" bigint,
  "reason" text NOT NULL,
  "details" jsonb NOT NULL DEFAULT '{}',
  "confidence" integer NOT NULL DEFAULT 100,
  "since" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "linked_by" bigint,
  "removed_at" timestamptz(3),
  "removed_by" bigint,
  PRIMARY KEY ("account_id", "customer_id", "lead_id")
);
CREATE INDEX "customer_leads_account_id_lead_id_idx" ON "customer_leads" ("account_id", "lead_id");

CREATE TABLE "leads" (
  "account_id" uuid NOT NULL,
  "lead_id" bigint NOT NULL,
  "name" text NOT NULL,
  "pipeline_id" bigint NOT NULL,
  "status_id" bigint NOT NULL,
  "responsible_user_id" bigint,
  "price" numeric,
  "closed_at" timestamptz(3),
  "is_deleted" boolean NOT NULL DEFAULT false,
  "created_at" timestamptz(3) NOT NULL,
  "updated_at" timestamptz(3) NOT NULL,
  "updated_by" bigint,
  "read_at" timestamptz(3) NOT NULL,
  "moved_by_fact_at" timestamptz(3),
  "moved_by_fact_key" text,
  "own_update_at" timestamptz(3),
  "own_moves_at" timestamptz(3)[] NOT NULL DEFAULT '{}',
  PRIMARY KEY ("account_id", "lead_id")
);

CREATE TABLE "effects" (
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "key" text NOT NULL,
  "fact_key" text NOT NULL,
  "lead_id" bigint NOT NULL,
  "kind" text NOT NULL,
  "content" jsonb NOT NULL,
  "occurred_at" timestamptz(3) NOT NULL,
  "state" text NOT NULL DEFAULT 'open',
  "attempts" integer NOT NULL DEFAULT 0,
  "next_attempt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "sent_at" timestamptz(3),
  "done_at" timestamptz(3),
  "kommo_id" bigint,
  "last_error" text,
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "effects_account_id_key_key" ON "effects" ("account_id", "key");
CREATE INDEX "effects_account_id_fact_key_idx" ON "effects" ("account_id", "fact_key");

CREATE TABLE "kommo_memory" (
  "account_id" uuid NOT NULL,
  "name" text NOT NULL,
  "value" jsonb NOT NULL,
  "read_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("account_id", "name")
);

CREATE TABLE "kommo_requests" (
  "id" bigserial NOT NULL,
  "claimed_at" timestamptz(6) NOT NULL,
  "counts_to" timestamptz(6) NOT NULL,
  PRIMARY KEY ("id")
);
CREATE INDEX "kommo_requests_counts_to_idx" ON "kommo_requests" ("counts_to");

CREATE TABLE "fastspring_requests" (
  "id" bigserial NOT NULL,
  "counts_to" timestamptz(6) NOT NULL,
  "blocks_to" timestamptz(6),
  PRIMARY KEY ("id")
);
CREATE INDEX "fastspring_requests_counts_to_idx" ON "fastspring_requests" ("counts_to");

CREATE TABLE "fastspring_connections" (
  "account_id" uuid NOT NULL,
  "credentials_mark" text NOT NULL,
  "state" text NOT NULL,
  "reason" text,
  "failures_in_a_row" integer NOT NULL DEFAULT 0,
  "retry_at" timestamptz(3),
  "changed_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("account_id")
);

CREATE TABLE "fastspring_account_lookups" (
  "account_id" uuid NOT NULL,
  "fastspring_account_id" text NOT NULL,
  "outcome" text NOT NULL,
  "reason" text,
  "failures_in_a_row" integer NOT NULL DEFAULT 0,
  "next_attempt" timestamptz(3) NOT NULL,
  PRIMARY KEY ("account_id", "fastspring_account_id")
);

-- What the job takes next: only events that were not worked on yet.
CREATE INDEX "events_received_idx" ON "events" ("account_id", "id") WHERE "state" = 'received';
-- Facts whose effects were not planned yet.
CREATE INDEX "facts_unplanned_idx" ON "facts" ("account_id", "occurred_at") WHERE "planned_at" IS NULL;
-- Customers that are to be looked for in Kommo.
CREATE INDEX "customers_next_match_idx" ON "customers" ("account_id", "next_match_at") WHERE "next_match_at" IS NOT NULL;
-- Effects that are still to be delivered.
CREATE INDEX "effects_open_idx" ON "effects" ("account_id", "next_attempt") WHERE "state" IN ('open', 'sending', 'uncertain');
-- Whether a lead's earlier notes are still on their way.
CREATE INDEX "effects_pending_lead_idx" ON "effects" ("account_id", "lead_id") WHERE "state" IN ('open', 'sending', 'uncertain');
-- At most one account is configured by the environment.
CREATE UNIQUE INDEX "accounts_single_account_key" ON "accounts" ("single_account") WHERE "single_account";
-- Customers of whom no event told an e-mail, and whom FastSpring's API can tell.
CREATE INDEX "customers_without_email_idx" ON "customers" ("account_id") WHERE "email" IS NULL AND "fastspring_account_id" IS NOT NULL;
