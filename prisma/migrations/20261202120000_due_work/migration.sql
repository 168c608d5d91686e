-- Whether a customer may have facts that wait to be planned: true whenever there is one. Only planning clears it, so the
-- sweep reads the few customers with a lead and with such facts, and not all facts of those who wait for a lead.
ALTER TABLE customers ADD COLUMN facts_to_plan boolean NOT NULL DEFAULT false;
ALTER TABLE customers DISABLE TRIGGER USER;
UPDATE customers SET facts_to_plan = true WHERE (account_id, id) IN (
  SELECT account_id, customer_id FROM facts WHERE planned_at IS NULL AND customer_id IS NOT NULL);
ALTER TABLE customers ENABLE TRIGGER USER;
-- A new customer is about to get its first fact: without the default, that would write its row twice.
ALTER TABLE customers ALTER COLUMN facts_to_plan SET DEFAULT true;

CREATE INDEX customers_to_plan_idx ON customers (account_id, id)
  WHERE facts_to_plan AND match_state = 'linked' AND next_match_at IS NULL;

-- By customer, and no longer by time: of 75,000 waiting facts of an account, those of one customer are asked for.
DROP INDEX facts_unplanned_idx;
CREATE INDEX facts_unplanned_idx ON facts (account_id, customer_id, imported) WHERE planned_at IS NULL;

-- The row is locked like a foreign key does it: whoever clears the mark skips a customer whose facts are being written.
CREATE FUNCTION mark_facts_to_plan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM customers c WHERE (c.account_id, c.id) IN (
      SELECT account_id, customer_id FROM changed WHERE planned_at IS NULL AND customer_id IS NOT NULL)
    ORDER BY c.id FOR KEY SHARE;
  UPDATE customers c SET facts_to_plan = true WHERE NOT c.facts_to_plan AND (c.account_id, c.id) IN (
    SELECT account_id, customer_id FROM changed WHERE planned_at IS NULL AND customer_id IS NOT NULL);
  RETURN NULL;
END $$;
CREATE TRIGGER facts_to_plan_insert AFTER INSERT ON facts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_to_plan();
CREATE TRIGGER facts_to_plan_update AFTER UPDATE ON facts
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_to_plan();

-- Each statement sees what was committed before it: the second one looks again once the row is locked.
CREATE FUNCTION clear_facts_to_plan(account uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE customer uuid;
BEGIN
  FOR customer IN SELECT c.id FROM customers c
    WHERE c.account_id = account AND c.facts_to_plan AND c.match_state = 'linked' AND c.next_match_at IS NULL
      AND NOT EXISTS (SELECT FROM facts f WHERE f.account_id = account AND f.customer_id = c.id AND f.planned_at IS NULL)
    LIMIT 250 FOR UPDATE SKIP LOCKED
  LOOP
    UPDATE customers SET facts_to_plan = false WHERE id = customer AND NOT EXISTS (
      SELECT FROM facts f WHERE f.account_id = account AND f.customer_id = customer AND f.planned_at IS NULL);
  END LOOP;
END $$;

-- What the sweep looks for by account, the first due of each.
CREATE INDEX effects_sent_idx ON effects (account_id, next_attempt) WHERE state IN ('sending', 'uncertain');
CREATE INDEX lead_creations_open_idx ON lead_creations (look_at) WHERE state IN ('wanted', 'sending', 'uncertain');
CREATE INDEX accounts_creating_leads_idx ON accounts (id) WHERE settings -> 'matching' ->> 'createWhenUnmatched' = 'lead';
CREATE INDEX accounts_with_invoices_idx ON accounts (id) WHERE settings ->> 'invoices' = 'on';
CREATE INDEX invoice_elements_erasure_idx ON invoice_elements (account_id, next_attempt) WHERE is_erasure;
