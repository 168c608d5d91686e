-- An event whose payload was replaced by the facts that it stated.
ALTER TABLE "events" ADD COLUMN "is_reduced" boolean NOT NULL DEFAULT false;
ALTER TABLE "import_items" ADD COLUMN "is_reduced" boolean NOT NULL DEFAULT false;

CREATE TABLE "erased_people" (
  "account_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "hash" text NOT NULL,
  "stub" text NOT NULL,
  "erased_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  CONSTRAINT "erased_people_pkey" PRIMARY KEY ("account_id", "kind", "hash")
);

CREATE TABLE "erasures" (
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "stub" text NOT NULL,
  "name_hashes" text[] NOT NULL DEFAULT ARRAY[]::text[],
  "customer_ids" uuid[] NOT NULL DEFAULT ARRAY[]::uuid[],
  "step" text NOT NULL DEFAULT 'events',
  "cursor" text NOT NULL DEFAULT '',
  "counts" jsonb NOT NULL DEFAULT '{}',
  "created_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "done_at" timestamptz(3),
  CONSTRAINT "erasures_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "erasures_account_id_idx" ON "erasures" ("account_id");
