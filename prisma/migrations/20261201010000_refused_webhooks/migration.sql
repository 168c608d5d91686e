-- The last webhook of an account that was refused, until one is accepted: without its body, and one row at most.
CREATE TABLE "refused_webhooks" (
  "account_id" UUID NOT NULL PRIMARY KEY REFERENCES "accounts" ("id") ON DELETE CASCADE,
  "reason" TEXT NOT NULL CONSTRAINT "refused_webhooks_reason_check" CHECK ("reason" IN (
    'signature_mismatch', 'signature_missing', 'no_secret', 'old_address', 'uninstalled', 'too_large', 'not_a_batch'
  )),
  "refused_at" TIMESTAMPTZ(3) NOT NULL
);
