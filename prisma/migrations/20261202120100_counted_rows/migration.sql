-- A search for a fact's events reads all entries that wait to be sorted in, for each fact anew: 64 kB of them instead of 4 MB.
ALTER INDEX events_fact_keys_idx SET (gin_pending_list_limit = 64);
SELECT gin_clean_pending_list('events_fact_keys_idx');

-- Beside events_live_webhooks_idx: an account's last webhook is in one of both.
CREATE INDEX events_test_webhooks_idx ON events (account_id, received_at) WHERE source = 'webhook' AND live IS NOT TRUE;

-- What /metrics counts: few rows beside those that are done, sent or over.
CREATE INDEX effects_unsettled_idx ON effects (state) WHERE state IN ('open', 'sending', 'uncertain', 'failed', 'skipped');
CREATE INDEX alarm_messages_unsent_idx ON alarm_messages (state) WHERE state IN ('waiting', 'given_up');
CREATE INDEX erasures_unfinished_idx ON erasures (created_at) WHERE done_at IS NULL;
