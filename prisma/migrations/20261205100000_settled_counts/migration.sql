-- How many events and effects are in each state in which they stay: read from the tables, tens of thousands of rows would
-- be looked up for every scrape of /metrics. Each change adds a row, and nothing waits for another's: a row for each state
-- would be written by every account's job. The service sums them up (server/health/settled-counts.ts).
CREATE TABLE settled_counts (
  id bigserial PRIMARY KEY,
  kind text NOT NULL CHECK (kind IN ('events', 'effects')),
  state text NOT NULL CHECK (state IN ('failed', 'unknown', 'unreadable', 'skipped')),
  change integer NOT NULL
);

CREATE FUNCTION count_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = ANY (TG_ARGV) THEN
    INSERT INTO settled_counts (kind, state, change) VALUES (TG_TABLE_NAME, OLD.state, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = ANY (TG_ARGV) THEN
    INSERT INTO settled_counts (kind, state, change) VALUES (TG_TABLE_NAME, NEW.state, 1);
  END IF;
  RETURN NULL;
END $$;

-- The conditions are tested without a call: hardly any write meets them.
CREATE TRIGGER events_settled_insert AFTER INSERT ON events FOR EACH ROW
  WHEN (NEW.state IN ('failed', 'unknown', 'unreadable')) EXECUTE FUNCTION count_settled('failed', 'unknown', 'unreadable');
CREATE TRIGGER events_settled_update AFTER UPDATE OF state ON events FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state IN ('failed', 'unknown', 'unreadable') OR NEW.state IN ('failed', 'unknown', 'unreadable')))
  EXECUTE FUNCTION count_settled('failed', 'unknown', 'unreadable');
CREATE TRIGGER events_settled_delete AFTER DELETE ON events FOR EACH ROW
  WHEN (OLD.state IN ('failed', 'unknown', 'unreadable')) EXECUTE FUNCTION count_settled('failed', 'unknown', 'unreadable');
CREATE TRIGGER effects_settled_insert AFTER INSERT ON effects FOR EACH ROW
  WHEN (NEW.state IN ('failed', 'skipped')) EXECUTE FUNCTION count_settled('failed', 'skipped');
CREATE TRIGGER effects_settled_update AFTER UPDATE OF state ON effects FOR EACH ROW
  WHEN (OLD.state <> NEW.state AND (OLD.state IN ('failed', 'skipped') OR NEW.state IN ('failed', 'skipped')))
  EXECUTE FUNCTION count_settled('failed', 'skipped');
CREATE TRIGGER effects_settled_delete AFTER DELETE ON effects FOR EACH ROW
  WHEN (OLD.state IN ('failed', 'skipped')) EXECUTE FUNCTION count_settled('failed', 'skipped');

INSERT INTO settled_counts (kind, state, change)
  SELECT 'events', state, count(*) FROM events WHERE state IN ('failed', 'unknown', 'unreadable') GROUP BY state;
INSERT INTO settled_counts (kind, state, change)
  SELECT 'effects', state, count(*) FROM effects WHERE state IN ('failed', 'skipped') GROUP BY state;

-- Counted by the index of those that wait; the others are summed up above.
DROP INDEX effects_unsettled_idx;

-- What /metrics counts of the comparisons, without reading each.
CREATE INDEX reconciliations_unknown_idx ON reconciliations (account_id) WHERE comparison ->> 'fastspring' IS NULL;
CREATE INDEX reconciliations_agreeing_idx ON reconciliations (account_id)
  WHERE comparison ->> 'fastspring' IS NOT NULL AND comparison ->> 'agrees' = 'true';

-- What may be a problem: few rows.
CREATE INDEX accounts_refused_idx ON accounts (id) WHERE state = 'needs_reauthorization';
CREATE INDEX kommo_tokens_age_idx ON kommo_tokens (refreshed_at) WHERE refresh_token IS NOT NULL;
