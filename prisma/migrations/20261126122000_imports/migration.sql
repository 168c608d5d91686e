-- An import of what FastSpring knows of the past.
CREATE TABLE "imports" (
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "begin_day" text NOT NULL,
  "end_day" text NOT NULL,
  "state" text NOT NULL DEFAULT 'reading',
  "paused" boolean NOT NULL DEFAULT false,
  "kommo" text,
  "cursor" jsonb NOT NULL,
  "plan" jsonb,
  "problem" text,
  "retry_at" timestamptz(3),
  "done" integer NOT NULL DEFAULT 0,
  "total" integer NOT NULL DEFAULT 0,
  "measured_from" integer NOT NULL DEFAULT 0,
  "measured_since" timestamptz(3),
  "claim" uuid,
  "claimed_to" timestamptz(3),
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "created_by" bigint,
  "ended_at" timestamptz(3),
  PRIMARY KEY ("id")
);
CREATE INDEX "imports_account_id_created_at_idx" ON "imports" ("account_id", "created_at" DESC);
-- One at a time for each account: whoever starts a second one is told of the first.
CREATE UNIQUE INDEX "imports_under_way_key" ON "imports" ("account_id")
  WHERE "state" IN ('reading', 'matching', 'planned', 'applying', 'linking', 'undoing');

-- What an import has read and not taken in yet, each as the event that would have told it.
CREATE TABLE "import_items" (
  "import_id" uuid NOT NULL,
  "event_id" text NOT NULL,
  "position" bigserial NOT NULL,
  "kind" text NOT NULL,
  "known" boolean NOT NULL,
  "type" text NOT NULL,
  "live" boolean,
  "created_at" timestamptz(3),
  "currency" text,
  "total" numeric,
  "payload" text NOT NULL,
  PRIMARY KEY ("import_id", "event_id")
);
CREATE INDEX "import_items_import_id_position_idx" ON "import_items" ("import_id", "position");

-- Who paid, of what an import has read, and whose lead that would be.
CREATE TABLE "import_customers" (
  "import_id" uuid NOT NULL,
  "identity" text NOT NULL,
  "email" text,
  "name" text,
  "company" text,
  "products" text[] NOT NULL DEFAULT ARRAY[]::text[],
  "orders" integer NOT NULL DEFAULT 0,
  "outcome" jsonb,
  "is_sought" boolean NOT NULL DEFAULT false,
  "lead_ids" bigint[] NOT NULL DEFAULT ARRAY[]::bigint[],
  PRIMARY KEY ("import_id", "identity")
);
CREATE INDEX "import_customers_unknown_idx" ON "import_customers" ("import_id", "identity") WHERE "outcome" IS NULL;
CREATE INDEX "import_customers_unsought_idx" ON "import_customers" ("import_id", "identity") WHERE NOT "is_sought";

ALTER TABLE "events" ADD COLUMN "import_id" uuid;
CREATE INDEX "events_import_id_idx" ON "events" ("import_id") WHERE "import_id" IS NOT NULL;
CREATE INDEX "events_retracting_idx" ON "events" ("account_id", "id") WHERE "state" = 'retracting';
ALTER TABLE "facts" ADD COLUMN "imported" boolean NOT NULL DEFAULT false;
