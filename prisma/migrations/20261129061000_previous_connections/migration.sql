-- The secret before the present one ends by itself; those that are kept already, a day after this migration.
ALTER TABLE "accounts" ADD COLUMN "previous_webhook_secret_ends_at" timestamptz(3);
UPDATE "accounts" SET "previous_webhook_secret_ends_at" = CURRENT_TIMESTAMP + interval '1 day'
WHERE "previous_webhook_secret" IS NOT NULL;

-- Addresses that were changed, and until when they are still answered.
CREATE TABLE "former_webhook_keys" (
  "key" text NOT NULL,
  "account_id" uuid NOT NULL,
  "sender" text NOT NULL,
  "ends_at" timestamptz(3) NOT NULL,
  PRIMARY KEY ("key")
);
CREATE INDEX "former_webhook_keys_account_id_idx" ON "former_webhook_keys" ("account_id");
