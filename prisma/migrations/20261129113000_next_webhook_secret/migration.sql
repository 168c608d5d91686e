-- A new webhook secret from before FastSpring is given it until it is known to have it.
ALTER TABLE "accounts" ADD COLUMN "next_webhook_secret" text;
ALTER TABLE "accounts" ADD COLUMN "next_webhook_secret_ends_at" timestamptz(3);
