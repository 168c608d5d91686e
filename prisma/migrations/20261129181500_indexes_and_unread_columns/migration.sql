-- The event log by type and by what became of an event, and the events that state given facts: each read every event of
-- the account before. The last also makes taking back and erasing independent of how many events there are.
CREATE INDEX "events_account_id_type_id_idx" ON "events" ("account_id", "type", "id");
CREATE INDEX "events_not_recorded_idx" ON "events" ("account_id", "state", "id")
  WHERE "state" IN ('failed', 'unknown', 'unreadable');
CREATE INDEX "events_fact_keys_idx" ON "events" USING gin ("fact_keys");

-- No event has this state any more.
DROP INDEX "events_retracting_idx";

-- The unmatched customers of whom a lead is a candidate, which every open card asks for.
CREATE INDEX "customers_candidates_idx" ON "customers" USING gin (("match" -> 'candidates') jsonb_path_ops)
  WHERE "match_state" = 'unmatched';

-- Written, and read by nothing.
ALTER TABLE "leads" DROP COLUMN "price", DROP COLUMN "created_at", DROP COLUMN "updated_at", DROP COLUMN "updated_by";
ALTER TABLE "kommo_webhooks" DROP COLUMN "last_call_at";
