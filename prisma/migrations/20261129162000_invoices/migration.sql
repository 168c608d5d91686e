-- Orders and payment links as invoices in Kommo's list, where an administrator asks for it.

CREATE TABLE "invoice_lists" (
  "account_id" uuid NOT NULL,
  "catalog_id" bigint,
  "is_searched" boolean NOT NULL DEFAULT false,
  "compare_at" timestamptz(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "compared_from" timestamptz(3),
  "problem" jsonb,
  "retry_at" timestamptz(3),
  CONSTRAINT "invoice_lists_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "invoice_lists_pkey" PRIMARY KEY ("account_id")
);

-- A row for each change, however many of one order: none waits for the lock of another.
CREATE TABLE "invoice_changes" (
  "id" bigserial NOT NULL,
  "account_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "source_id" text NOT NULL,
  CONSTRAINT "invoice_changes_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "invoice_changes_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "invoice_changes_account_id_id_idx" ON "invoice_changes" ("account_id", "id");

CREATE TABLE "invoice_elements" (
  "id" uuid NOT NULL,
  "account_id" uuid NOT NULL,
  "kind" text NOT NULL,
  "source_id" text NOT NULL,
  "catalog_id" bigint NOT NULL,
  "element_id" bigint,
  "wanted" jsonb NOT NULL,
  "written" jsonb,
  "kept" text[] NOT NULL DEFAULT ARRAY[]::text[],
  "left_out" text[] NOT NULL DEFAULT ARRAY[]::text[],
  "wanted_lead_id" bigint,
  "lead_id" bigint,
  "state" text NOT NULL,
  "is_erasure" boolean NOT NULL DEFAULT false,
  "attempts" integer NOT NULL DEFAULT 0,
  "next_attempt" timestamptz(3) NOT NULL,
  "sent_at" timestamptz(3),
  "kommo_updated_at" bigint,
  "checked_at" timestamptz(3) NOT NULL,
  "last_error" text,
  CONSTRAINT "invoice_elements_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "accounts" ("id") ON DELETE CASCADE ON UPDATE NO ACTION,
  CONSTRAINT "invoice_elements_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "invoice_elements_account_id_kind_source_id_key" ON "invoice_elements" ("account_id", "kind", "source_id");
-- What is still to be done in Kommo, and the order in which elements are read again.
CREATE INDEX "invoice_elements_due_idx" ON "invoice_elements" ("account_id", "next_attempt")
  WHERE "state" IN ('open', 'sending', 'uncertain') OR ("state" = 'done' AND "wanted_lead_id" IS DISTINCT FROM "lead_id");
CREATE INDEX "invoice_elements_checked_idx" ON "invoice_elements" ("account_id", "checked_at") WHERE "state" IN ('done', 'deleted');

-- Marks what may change an invoice, where invoices are written or were written before: an erased person is taken out of
-- them even when no more are written. While an account is deleted its row is gone already, and nothing is marked.
CREATE FUNCTION mark_invoice(account uuid, source_kind text, source text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO invoice_changes (account_id, kind, source_id)
    SELECT a.id, source_kind, source FROM accounts a WHERE a.id = account AND (a.settings ->> 'invoices' = 'on'
      OR EXISTS (SELECT FROM invoice_elements e WHERE e.account_id = a.id AND e.kind = source_kind AND e.source_id = source));
END $$;

CREATE FUNCTION mark_invoices_of(account uuid, customer uuid) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_invoice(o.account_id, 'order', o.order_id) FROM orders o
    WHERE o.account_id = account AND o.customer_id = customer AND o.live;
END $$;

CREATE FUNCTION mark_orders_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_invoice(account_id, 'order', order_id) FROM (SELECT DISTINCT account_id, order_id FROM changed) c;
  RETURN NULL;
END $$;

DO $$ DECLARE ledger_table text; BEGIN
  FOREACH ledger_table IN ARRAY ARRAY['orders', 'refunds'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_mark_insert AFTER INSERT ON %1$I
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices()', ledger_table);
    EXECUTE format('CREATE TRIGGER %1$s_mark_update AFTER UPDATE ON %1$I
      REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices()', ledger_table);
    EXECUTE format('CREATE TRIGGER %1$s_mark_delete AFTER DELETE ON %1$I
      REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices()', ledger_table);
  END LOOP;
END $$;

CREATE FUNCTION mark_links_invoices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_invoices_of(coalesce(NEW.account_id, OLD.account_id), coalesce(NEW.customer_id, OLD.customer_id));
  RETURN NULL;
END $$;

CREATE TRIGGER customer_leads_mark AFTER INSERT OR UPDATE OR DELETE ON "customer_leads"
  FOR EACH ROW EXECUTE FUNCTION mark_links_invoices();

-- On which of a customer's leads an order acted is known once it was planned.
CREATE FUNCTION mark_planned_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_invoice(NEW.account_id, 'order', NEW.order_id);
  RETURN NULL;
END $$;

CREATE TRIGGER facts_mark AFTER UPDATE OF "lead_id" ON "facts" FOR EACH ROW
  WHEN (NEW."order_id" IS NOT NULL AND NEW."live" AND OLD."lead_id" IS DISTINCT FROM NEW."lead_id")
  EXECUTE FUNCTION mark_planned_invoice();

CREATE FUNCTION mark_payment_link_invoice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM mark_invoice(NEW.account_id, 'payment_link', NEW.id::text);
  RETURN NULL;
END $$;

CREATE TRIGGER payment_links_mark AFTER INSERT OR UPDATE OF "email", "expires_at" ON "payment_links"
  FOR EACH ROW EXECUTE FUNCTION mark_payment_link_invoice();
