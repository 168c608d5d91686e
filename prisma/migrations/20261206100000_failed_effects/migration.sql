-- The failures of the last days, of an account and of all: the status and /metrics ask for these, others for an account's.
DROP INDEX "effects_failed_idx";
CREATE INDEX "effects_failed_idx" ON "effects" ("account_id", (coalesce("sent_at", "created_at"))) WHERE "state" = 'failed';
CREATE INDEX "effects_failed_at_idx" ON "effects" ((coalesce("sent_at", "created_at"))) WHERE "state" = 'failed';
