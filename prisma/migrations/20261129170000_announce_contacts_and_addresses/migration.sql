-- A contact's or company's open card also hears of customers and leads that were not there when it was read: of whoever
-- is matched through a contact, as `{account}:contact {contact}`, and of whoever comes with an address, as
-- `{account}:address {digest}`. The digest keeps the address itself out of the announcement.

CREATE OR REPLACE FUNCTION announce_customer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE account uuid := coalesce(NEW.account_id, OLD.account_id);
BEGIN
  PERFORM pg_notify('lead_payments', account || ':' || coalesce(NEW.customer_id, OLD.customer_id));
  PERFORM pg_notify('lead_payments', account || ':contact ' || contact)
    FROM unnest(ARRAY[OLD.contact_id, NEW.contact_id]) matched (contact) WHERE contact IS NOT NULL;
  RETURN NULL;
END $$;

CREATE FUNCTION announce_address() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('lead_payments',
    NEW.account_id || ':address ' || encode(sha256(convert_to(NEW.email_folded, 'UTF8')), 'hex'));
  RETURN NULL;
END $$;

CREATE TRIGGER customers_announce_address AFTER INSERT ON "customers"
  FOR EACH ROW WHEN (NEW.email_folded IS NOT NULL) EXECUTE FUNCTION announce_address();
CREATE TRIGGER customers_announce_new_address AFTER UPDATE OF email_folded ON "customers"
  FOR EACH ROW WHEN (NEW.email_folded IS DISTINCT FROM OLD.email_folded AND NEW.email_folded IS NOT NULL)
  EXECUTE FUNCTION announce_address();
