-- Kommo's own webhooks: whether an account has ours, and the unguessable part of the address that Kommo calls.
CREATE TABLE "kommo_webhooks" (
  "account_id" uuid NOT NULL,
  "key" text NOT NULL,
  "state" text NOT NULL DEFAULT 'unregistered',
  "reason" text,
  "destination" text,
  "next_attempt" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "last_call_at" timestamptz(3),
  PRIMARY KEY ("account_id")
);
CREATE UNIQUE INDEX "kommo_webhooks_key_key" ON "kommo_webhooks" ("key");

-- What Kommo said was made, changed or deleted and the account's job has not followed yet.
CREATE TABLE "kommo_changes" (
  "account_id" uuid NOT NULL,
  "entity" text NOT NULL,
  "entity_id" bigint NOT NULL,
  "gone" boolean NOT NULL,
  "told_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  PRIMARY KEY ("account_id", "entity", "entity_id")
);
