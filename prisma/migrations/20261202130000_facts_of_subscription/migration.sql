-- The facts of a subscription by type and time: of ten thousand charges the newest are read. Most facts have no subscription.
CREATE INDEX facts_subscription_idx ON facts (account_id, subscription_id, type, occurred_at) WHERE subscription_id IS NOT NULL;
DROP INDEX facts_account_id_subscription_id_idx;
