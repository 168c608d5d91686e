-- When the data of an uninstalled account is deleted.
ALTER TABLE "accounts" ADD COLUMN "delete_after" timestamptz(3);
-- Earlier versions kept the secrets of uninstalled accounts.
UPDATE "accounts" SET "webhook_secret" = NULL, "previous_webhook_secret" = NULL, "api_username" = NULL,
  "api_password" = NULL, "delete_after" = clock_timestamp() + interval '30 days'
WHERE "state" = 'uninstalled';
