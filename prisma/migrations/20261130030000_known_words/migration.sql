-- The words of states and kinds: until now they stood in comments only. The lists in TypeScript are compared with these
-- in server/known-words.database.test.ts.
--
-- Costs one read of "events" and "customers", and then a moment's lock of each table: NOT VALID checks what is written
-- from now on, and reads no row. The rows that exist are read by the next migration, which holds no such lock
-- (https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES).

-- Words of earlier versions, as the present ones mean them. An event that waited is read again.
UPDATE "events" SET "state" = CASE "state" WHEN 'waiting' THEN 'received' ELSE 'recorded' END
WHERE "state" IN ('waiting', 'retracting');
UPDATE "customers" SET "match_state" = 'unmatched' WHERE "match_state" = 'ignored';

ALTER TABLE "accounts"
  ADD CONSTRAINT "accounts_state_check" CHECK ("state" IN (
    'connected', 'needs_reauthorization', 'payment_required', 'blocked', 'uninstalled')) NOT VALID;
ALTER TABLE "pending_installs"
  ADD CONSTRAINT "pending_installs_state_check" CHECK ("state" IN ('open', 'done', 'failed')) NOT VALID;
ALTER TABLE "events"
  ADD CONSTRAINT "events_source_check" CHECK ("source" IN ('webhook', 'reconciliation', 'import', 'api')) NOT VALID,
  ADD CONSTRAINT "events_state_check" CHECK ("state" IN ('received', 'recorded', 'unknown', 'unreadable', 'failed')) NOT VALID;
ALTER TABLE "customers"
  ADD CONSTRAINT "customers_match_state_check" CHECK ("match_state" IN ('new', 'linked', 'unmatched', 'erased')) NOT VALID;
ALTER TABLE "customer_leads"
  ADD CONSTRAINT "customer_leads_reason_check" CHECK ("reason" IN (
    'hand', 'tag', 'account', 'email', 'alias', 'domain', 'company', 'created')) NOT VALID;
ALTER TABLE "orders"
  ADD CONSTRAINT "orders_state_check" CHECK ("state" IN (
    'completed', 'failed', 'canceled', 'payment_pending', 'approval_pending')) NOT VALID,
  ADD CONSTRAINT "orders_kind_check" CHECK ("kind" IN ('purchase', 'renewal', 'managed_charge', 'proration')) NOT VALID;
ALTER TABLE "refunds"
  ADD CONSTRAINT "refunds_kind_check" CHECK ("kind" IN ('refund', 'chargeback')) NOT VALID;
ALTER TABLE "subscriptions"
  ADD CONSTRAINT "subscriptions_state_check" CHECK ("state" IN (
    'trial', 'active', 'overdue', 'paused', 'canceled', 'deactivated')) NOT VALID;
ALTER TABLE "effects"
  ADD CONSTRAINT "effects_kind_check" CHECK ("kind" IN (
    'note', 'move', 'task', 'complete_task', 'erase_text', 'price', 'tags', 'fields', 'ledger_fields')) NOT VALID,
  ADD CONSTRAINT "effects_state_check" CHECK ("state" IN ('open', 'sending', 'done', 'uncertain', 'failed', 'skipped')) NOT VALID;
ALTER TABLE "outgoing_requests"
  ADD CONSTRAINT "outgoing_requests_service_check" CHECK ("service" IN ('kommo', 'fastspring')) NOT VALID;
ALTER TABLE "fastspring_connections"
  ADD CONSTRAINT "fastspring_connections_state_check" CHECK ("state" IN ('working', 'refused', 'unreachable')) NOT VALID;
ALTER TABLE "fastspring_account_lookups"
  ADD CONSTRAINT "fastspring_account_lookups_outcome_check" CHECK ("outcome" IN (
    'answered', 'no_email', 'not_found', 'postponed', 'failed')) NOT VALID;
ALTER TABLE "payment_links"
  ADD CONSTRAINT "payment_links_kind_check" CHECK ("kind" IN ('checkout', 'session', 'quote')) NOT VALID;
ALTER TABLE "reconciliation_listed"
  ADD CONSTRAINT "reconciliation_listed_kind_check" CHECK ("kind" IN ('order', 'subscription')) NOT VALID;
ALTER TABLE "invoice_changes"
  ADD CONSTRAINT "invoice_changes_kind_check" CHECK ("kind" IN ('order', 'payment_link')) NOT VALID;
ALTER TABLE "invoice_elements"
  ADD CONSTRAINT "invoice_elements_kind_check" CHECK ("kind" IN ('order', 'payment_link')) NOT VALID,
  ADD CONSTRAINT "invoice_elements_state_check" CHECK ("state" IN (
    'open', 'sending', 'uncertain', 'done', 'failed', 'deleted')) NOT VALID;
ALTER TABLE "kommo_webhooks"
  ADD CONSTRAINT "kommo_webhooks_state_check" CHECK ("state" IN ('unregistered', 'registered', 'not_allowed')) NOT VALID;
ALTER TABLE "kommo_changes"
  ADD CONSTRAINT "kommo_changes_entity_check" CHECK ("entity" IN ('lead', 'contact')) NOT VALID;
ALTER TABLE "imports"
  ADD CONSTRAINT "imports_state_check" CHECK ("state" IN (
    'reading', 'matching', 'planned', 'applying', 'linking', 'done', 'undoing', 'undone', 'canceled')) NOT VALID,
  ADD CONSTRAINT "imports_kommo_check" CHECK ("kommo" IN ('nothing', 'fields', 'everything')) NOT VALID;
ALTER TABLE "import_items"
  ADD CONSTRAINT "import_items_kind_check" CHECK ("kind" IN ('order', 'refund', 'subscription', 'unreadable')) NOT VALID;
ALTER TABLE "former_webhook_keys"
  ADD CONSTRAINT "former_webhook_keys_sender_check" CHECK ("sender" IN ('kommo', 'fastspring')) NOT VALID;
ALTER TABLE "erased_people"
  ADD CONSTRAINT "erased_people_kind_check" CHECK ("kind" IN ('email', 'account')) NOT VALID;
ALTER TABLE "erasures"
  ADD CONSTRAINT "erasures_step_check" CHECK ("step" IN ('events', 'owned', 'mentions', 'plans', 'imports', 'done')) NOT VALID;
ALTER TABLE "alarm_messages"
  ADD CONSTRAINT "alarm_messages_kind_check" CHECK ("kind" IN ('begun', 'ended')) NOT VALID,
  ADD CONSTRAINT "alarm_messages_channel_check" CHECK ("channel" IN ('webhook', 'operator_email', 'account_email')) NOT VALID,
  ADD CONSTRAINT "alarm_messages_state_check" CHECK ("state" IN ('waiting', 'sent', 'given_up')) NOT VALID;
