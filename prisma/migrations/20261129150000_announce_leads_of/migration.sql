-- Announces a customer's leads in one function. What is announced stays as it was.

-- A function of its own keeps its plan, however many rows a statement changes: joined, a large one would read all links.
CREATE FUNCTION announce_leads_of(account uuid, customer uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments', l.account_id || ':' || l.lead_id) FROM customer_leads l
    WHERE l.account_id = account AND l.customer_id = customer;
END $$;

CREATE OR REPLACE FUNCTION announce_customers_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM announce_leads_of(c.account_id, c.customer_id)
    FROM (SELECT DISTINCT account_id, customer_id FROM changed WHERE customer_id IS NOT NULL) c;
  IF TG_OP = 'UPDATE' THEN
    PERFORM announce_leads_of(c.account_id, c.customer_id)
      FROM (SELECT DISTINCT account_id, customer_id FROM former WHERE customer_id IS NOT NULL) c;
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION announce_refunds_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A subquery in the select list is never made a join, which could read all orders.
  PERFORM (SELECT announce_leads_of(o.account_id, o.customer_id) FROM orders o
      WHERE o.account_id = r.account_id AND o.order_id = r.order_id)
    FROM (SELECT DISTINCT account_id, order_id FROM changed) r;
  RETURN NULL;
END $$;

-- A new name shows on the customer's leads; a suggestion, old or new, on each lead that it names.
CREATE OR REPLACE FUNCTION announce_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM announce_leads_of(account_id, id) FROM changed;
  PERFORM pg_notify('lead_payments', c.account_id || ':' || (candidate ->> 'leadId'))
    FROM (SELECT account_id, match FROM changed UNION ALL SELECT account_id, match FROM former) c,
      jsonb_path_query(c.match, '$.candidates[*]') candidate
    WHERE candidate ->> 'leadId' IS NOT NULL;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION announce_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments', coalesce(NEW.account_id, OLD.account_id) || ':' || coalesce(NEW.lead_id, OLD.lead_id));
  RETURN NULL;
END $$;
