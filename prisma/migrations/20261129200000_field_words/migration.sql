-- The field's words for what the columns hold. Renaming takes a moment and rewrites nothing.
ALTER TABLE "accounts" RENAME COLUMN "failures_in_a_row" TO "consecutive_failures";
ALTER TABLE "fastspring_connections" RENAME COLUMN "failures_in_a_row" TO "consecutive_failures";
ALTER TABLE "fastspring_account_lookups" RENAME COLUMN "failures_in_a_row" TO "consecutive_failures";
ALTER TABLE "kommo_changes" RENAME COLUMN "told_at" TO "reported_at";
ALTER TABLE "import_customers" RENAME COLUMN "is_sought" TO "is_queued";
ALTER INDEX "import_customers_unsought_idx" RENAME TO "import_customers_unqueued_idx";
