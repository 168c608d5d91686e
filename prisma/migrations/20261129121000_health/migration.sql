-- What is asked of every account each minute.
CREATE INDEX "events_live_webhooks_idx" ON "events" ("account_id", "received_at") WHERE "source" = 'webhook' AND "live";
CREATE INDEX "effects_failed_idx" ON "effects" ("account_id") WHERE "state" = 'failed';
