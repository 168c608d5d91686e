-- A search through the list goes on where it was interrupted: a big list has hundreds of pages.
ALTER TABLE "invoice_lists"
  ADD COLUMN "search_began" timestamptz(3),
  ADD COLUMN "search_next" text,
  ADD COLUMN "search_pages" integer NOT NULL DEFAULT 0;

-- One statement for all orders that were recorded together: recording runs this for accounts without invoices too.
CREATE OR REPLACE FUNCTION mark_orders_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO invoice_changes (account_id, kind, source_id)
    SELECT DISTINCT c.account_id, 'order', c.order_id FROM changed c JOIN accounts a ON a.id = c.account_id
      WHERE a.settings ->> 'invoices' = 'on' OR EXISTS (SELECT FROM invoice_elements e
        WHERE e.account_id = c.account_id AND e.kind = 'order' AND e.source_id = c.order_id);
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION mark_invoices_of(account uuid, customer uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO invoice_changes (account_id, kind, source_id)
    SELECT o.account_id, 'order', o.order_id FROM orders o JOIN accounts a ON a.id = o.account_id
      WHERE o.account_id = account AND o.customer_id = customer AND o.live
        AND (a.settings ->> 'invoices' = 'on' OR EXISTS (SELECT FROM invoice_elements e
          WHERE e.account_id = o.account_id AND e.kind = 'order' AND e.source_id = o.order_id));
END $$;

-- A link that stays what it is changes no invoice: a reseller's customer may have thousands of orders.
DROP TRIGGER customer_leads_mark ON "customer_leads";
CREATE TRIGGER customer_leads_mark AFTER INSERT OR DELETE ON "customer_leads"
  FOR EACH ROW EXECUTE FUNCTION mark_links_invoices();
CREATE TRIGGER customer_leads_mark_update AFTER UPDATE ON "customer_leads" FOR EACH ROW
  WHEN (ROW(OLD."customer_id", OLD."lead_id", OLD."contact_id", OLD."reason", OLD."since", OLD."removed_at")
    IS DISTINCT FROM ROW(NEW."customer_id", NEW."lead_id", NEW."contact_id", NEW."reason", NEW."since", NEW."removed_at"))
  EXECUTE FUNCTION mark_links_invoices();
