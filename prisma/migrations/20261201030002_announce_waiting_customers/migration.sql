-- A card names how many customers wait for a lead. A change of that number is announced as `{account}:waiting`, once for
-- each transaction; the number itself is counted by whoever shows it.

CREATE OR REPLACE FUNCTION announce_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM announce_leads_of(account_id, id) FROM changed;
  PERFORM pg_notify('lead_payments', c.account_id || ':' || (candidate ->> 'leadId'))
    FROM (SELECT account_id, match FROM changed UNION ALL SELECT account_id, match FROM former) c,
      jsonb_path_query(c.match, '$.candidates[*]') candidate
    WHERE candidate ->> 'leadId' IS NOT NULL;
  PERFORM pg_notify('lead_payments', account_id || ':waiting')
    FROM (SELECT DISTINCT c.account_id FROM changed c JOIN former f ON f.id = c.id
      WHERE (c.match_state = 'unmatched' AND c.not_relevant_at IS NULL)
        <> (f.match_state = 'unmatched' AND f.not_relevant_at IS NULL)) other;
  RETURN NULL;
END $$;

CREATE FUNCTION announce_waiting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments', account_id || ':waiting')
    FROM (SELECT DISTINCT account_id FROM changed WHERE match_state = 'unmatched' AND not_relevant_at IS NULL) other;
  RETURN NULL;
END $$;

CREATE TRIGGER customers_announce_insert AFTER INSERT ON "customers"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_waiting();
CREATE TRIGGER customers_announce_delete AFTER DELETE ON "customers"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_waiting();
