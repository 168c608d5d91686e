-- Whoever waits for news of a lead hears of it from the transaction that changed what its card shows. The channel
-- lead_payments carries `{account}:{lead}`, or `{account}` for all of its leads: server/api/payments/lead-changes.ts.
-- A subquery in the select list is never made a join, so that a large statement leaves no plan behind that reads all links.

CREATE FUNCTION announce_customers_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM (SELECT count(pg_notify('lead_payments', l.account_id || ':' || l.lead_id)) FROM customer_leads l
      WHERE l.account_id = c.account_id AND l.customer_id = c.customer_id)
    FROM (SELECT DISTINCT account_id, customer_id FROM changed WHERE customer_id IS NOT NULL) c;
  IF TG_OP = 'UPDATE' THEN
    PERFORM (SELECT count(pg_notify('lead_payments', l.account_id || ':' || l.lead_id)) FROM customer_leads l
        WHERE l.account_id = c.account_id AND l.customer_id = c.customer_id)
      FROM (SELECT DISTINCT account_id, customer_id FROM former WHERE customer_id IS NOT NULL) c;
  END IF;
  RETURN NULL;
END $$;

DO $$ DECLARE ledger_table text; BEGIN
  FOREACH ledger_table IN ARRAY ARRAY['facts', 'orders', 'subscriptions'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_announce_insert AFTER INSERT ON %1$I
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads()', ledger_table);
    EXECUTE format('CREATE TRIGGER %1$s_announce_update AFTER UPDATE ON %1$I
      REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads()', ledger_table);
    EXECUTE format('CREATE TRIGGER %1$s_announce_delete AFTER DELETE ON %1$I
      REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads()', ledger_table);
  END LOOP;
END $$;

CREATE FUNCTION announce_refunds_leads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM (SELECT count(pg_notify('lead_payments', l.account_id || ':' || l.lead_id))
      FROM orders o JOIN customer_leads l ON l.account_id = o.account_id AND l.customer_id = o.customer_id
      WHERE o.account_id = r.account_id AND o.order_id = r.order_id)
    FROM (SELECT DISTINCT account_id, order_id FROM changed) r;
  RETURN NULL;
END $$;

CREATE TRIGGER refunds_announce_insert AFTER INSERT ON "refunds"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_refunds_leads();
CREATE TRIGGER refunds_announce_update AFTER UPDATE ON "refunds"
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_refunds_leads();
CREATE TRIGGER refunds_announce_delete AFTER DELETE ON "refunds"
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_refunds_leads();

-- Who is linked shows under a new name; whoever is suggested, or not any more, shows on the leads that could fit.
CREATE FUNCTION announce_customers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM (SELECT count(pg_notify('lead_payments', l.account_id || ':' || l.lead_id)) FROM customer_leads l
      WHERE l.account_id = c.account_id AND l.customer_id = c.id)
    FROM changed c;
  PERFORM pg_notify('lead_payments', c.account_id || ':' || (candidate ->> 'leadId'))
    FROM (SELECT account_id, match FROM changed UNION ALL SELECT account_id, match FROM former) c,
      jsonb_path_query(c.match, '$.candidates[*]') candidate
    WHERE candidate ->> 'leadId' IS NOT NULL;
  RETURN NULL;
END $$;

CREATE TRIGGER customers_announce_update AFTER UPDATE ON "customers"
  REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers();

CREATE FUNCTION announce_lead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments', changed.account_id || ':' || changed.lead_id)
    FROM (SELECT coalesce(NEW.account_id, OLD.account_id), coalesce(NEW.lead_id, OLD.lead_id)) changed (account_id, lead_id);
  RETURN NULL;
END $$;

CREATE TRIGGER customer_leads_announce AFTER INSERT OR UPDATE OR DELETE ON "customer_leads"
  FOR EACH ROW EXECUTE FUNCTION announce_lead();
CREATE TRIGGER payment_links_announce AFTER INSERT OR UPDATE ON "payment_links"
  FOR EACH ROW EXECUTE FUNCTION announce_lead();

CREATE FUNCTION announce_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments', NEW.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER accounts_announce AFTER UPDATE OF "settings", "webhook_secret" ON "accounts"
  FOR EACH ROW WHEN (OLD."settings" IS DISTINCT FROM NEW."settings" OR OLD."webhook_secret" IS DISTINCT FROM NEW."webhook_secret")
  EXECUTE FUNCTION announce_account();
