-- An account's events are found by the account and the id. One index takes the place of two. It is built while the table
-- can be read; what writes to it waits.
CREATE UNIQUE INDEX events_key ON events (account_id, id);
ALTER TABLE events DROP CONSTRAINT events_pkey;
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY USING INDEX events_key;
DROP INDEX events_account_id_id_idx;
