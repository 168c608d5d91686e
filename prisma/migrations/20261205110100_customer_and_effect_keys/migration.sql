-- The index that the foreign keys to customers use is theirs already.
ALTER TABLE customers DROP CONSTRAINT customers_pkey;
ALTER TABLE customers ADD CONSTRAINT customers_pkey PRIMARY KEY USING INDEX customers_account_id_id_key;

CREATE UNIQUE INDEX effects_account_id_id_key ON effects (account_id, id);
ALTER TABLE effects DROP CONSTRAINT effects_pkey;
ALTER TABLE effects ADD CONSTRAINT effects_pkey PRIMARY KEY USING INDEX effects_account_id_id_key;
CREATE OR REPLACE FUNCTION clear_facts_to_plan(account uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE customer uuid;
BEGIN
  FOR customer IN SELECT c.id FROM customers c
    WHERE c.account_id = account AND c.facts_to_plan AND c.match_state = 'linked' AND c.next_match_at IS NULL
      AND NOT EXISTS (SELECT FROM facts f WHERE f.account_id = account AND f.customer_id = c.id AND f.planned_at IS NULL)
    LIMIT 250 FOR UPDATE SKIP LOCKED
  LOOP
    UPDATE customers SET facts_to_plan = false WHERE account_id = account AND id = customer AND NOT EXISTS (
      SELECT FROM facts f WHERE f.account_id = account AND f.customer_id = customer AND f.planned_at IS NULL);
  END LOOP;
END $$;
