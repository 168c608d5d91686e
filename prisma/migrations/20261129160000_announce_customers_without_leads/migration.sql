-- A contact's or company's card also shows customers on no lead. Such a customer is announced as `{account}:{customer}`,
-- and so is every customer who is put on a lead or taken away.

CREATE OR REPLACE FUNCTION announce_leads_of(account uuid, customer uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments', l.account_id || ':' || l.lead_id) FROM customer_leads l
    WHERE l.account_id = account AND l.customer_id = customer;
  IF NOT EXISTS (SELECT FROM customer_leads l
      WHERE l.account_id = account AND l.customer_id = customer AND l.removed_at IS NULL) THEN
    PERFORM pg_notify('lead_payments', account || ':' || customer);
  END IF;
END $$;

CREATE FUNCTION announce_customer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments',
    coalesce(NEW.account_id, OLD.account_id) || ':' || coalesce(NEW.customer_id, OLD.customer_id));
  RETURN NULL;
END $$;

CREATE TRIGGER customer_leads_announce_customer AFTER INSERT OR UPDATE OR DELETE ON "customer_leads"
  FOR EACH ROW EXECUTE FUNCTION announce_customer();

-- The card of a contact or company looks for the customers who were matched through it.
CREATE INDEX "customer_leads_account_id_contact_id_idx" ON "customer_leads" ("account_id", "contact_id");
