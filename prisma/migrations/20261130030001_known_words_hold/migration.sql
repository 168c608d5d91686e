-- The rows that were there before the checks hold them too. Each table is read once, while others read and write it; a word
-- that no version wrote ends the start with the name of its check. A transaction of its own, so that the locks of the
-- migration before are gone.
ALTER TABLE "accounts" VALIDATE CONSTRAINT "accounts_state_check";
ALTER TABLE "pending_installs" VALIDATE CONSTRAINT "pending_installs_state_check";
ALTER TABLE "events" VALIDATE CONSTRAINT "events_source_check", VALIDATE CONSTRAINT "events_state_check";
ALTER TABLE "customers" VALIDATE CONSTRAINT "customers_match_state_check";
ALTER TABLE "customer_leads" VALIDATE CONSTRAINT "customer_leads_reason_check";
ALTER TABLE "orders" VALIDATE CONSTRAINT "orders_state_check", VALIDATE CONSTRAINT "orders_kind_check";
ALTER TABLE "refunds" VALIDATE CONSTRAINT "refunds_kind_check";
ALTER TABLE "subscriptions" VALIDATE CONSTRAINT "subscriptions_state_check";
ALTER TABLE "effects" VALIDATE CONSTRAINT "effects_kind_check", VALIDATE CONSTRAINT "effects_state_check";
ALTER TABLE "outgoing_requests" VALIDATE CONSTRAINT "outgoing_requests_service_check";
ALTER TABLE "fastspring_connections" VALIDATE CONSTRAINT "fastspring_connections_state_check";
ALTER TABLE "fastspring_account_lookups" VALIDATE CONSTRAINT "fastspring_account_lookups_outcome_check";
ALTER TABLE "payment_links" VALIDATE CONSTRAINT "payment_links_kind_check";
ALTER TABLE "reconciliation_listed" VALIDATE CONSTRAINT "reconciliation_listed_kind_check";
ALTER TABLE "invoice_changes" VALIDATE CONSTRAINT "invoice_changes_kind_check";
ALTER TABLE "invoice_elements" VALIDATE CONSTRAINT "invoice_elements_kind_check", VALIDATE CONSTRAINT "invoice_elements_state_check";
ALTER TABLE "kommo_webhooks" VALIDATE CONSTRAINT "kommo_webhooks_state_check";
ALTER TABLE "kommo_changes" VALIDATE CONSTRAINT "kommo_changes_entity_check";
ALTER TABLE "imports" VALIDATE CONSTRAINT "imports_state_check", VALIDATE CONSTRAINT "imports_kommo_check";
ALTER TABLE "import_items" VALIDATE CONSTRAINT "import_items_kind_check";
ALTER TABLE "former_webhook_keys" VALIDATE CONSTRAINT "former_webhook_keys_sender_check";
ALTER TABLE "erased_people" VALIDATE CONSTRAINT "erased_people_kind_check";
ALTER TABLE "erasures" VALIDATE CONSTRAINT "erasures_step_check";
ALTER TABLE "alarm_messages" VALIDATE CONSTRAINT "alarm_messages_kind_check", VALIDATE CONSTRAINT "alarm_messages_channel_check", VALIDATE CONSTRAINT "alarm_messages_state_check";
