-- What an import has read belongs to its account: the rows say so themselves.
ALTER TABLE import_items ADD COLUMN account_id uuid;
UPDATE import_items i SET account_id = m.account_id FROM imports m WHERE m.id = i.import_id;
ALTER TABLE import_items ALTER COLUMN account_id SET NOT NULL;
ALTER TABLE import_customers ADD COLUMN account_id uuid;
UPDATE import_customers i SET account_id = m.account_id FROM imports m WHERE m.id = i.import_id;
ALTER TABLE import_customers ALTER COLUMN account_id SET NOT NULL;

ALTER TABLE import_items DROP CONSTRAINT import_items_import_id_fkey, DROP CONSTRAINT import_items_pkey;
ALTER TABLE import_customers DROP CONSTRAINT import_customers_import_id_fkey, DROP CONSTRAINT import_customers_pkey;
ALTER TABLE imports DROP CONSTRAINT imports_pkey, ADD PRIMARY KEY (account_id, id);
ALTER TABLE import_items ADD PRIMARY KEY (account_id, import_id, event_id),
  ADD CONSTRAINT import_items_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports (account_id, id) ON DELETE CASCADE;
ALTER TABLE import_customers ADD PRIMARY KEY (account_id, import_id, identity),
  ADD CONSTRAINT import_customers_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports (account_id, id) ON DELETE CASCADE;
DROP INDEX import_items_import_id_position_idx;
CREATE INDEX import_items_position_idx ON import_items (account_id, import_id, position);
DROP INDEX import_customers_unknown_idx;
CREATE INDEX import_customers_unknown_idx ON import_customers (account_id, import_id, identity) WHERE outcome IS NULL;
DROP INDEX import_customers_unqueued_idx;
CREATE INDEX import_customers_unqueued_idx ON import_customers (account_id, import_id, identity) WHERE NOT is_queued;

ALTER TABLE alarm_messages DROP CONSTRAINT alarm_messages_alarm_id_fkey, DROP CONSTRAINT alarm_messages_pkey;
DROP INDEX alarm_messages_alarm_id_kind_channel_key, alarm_messages_account_id_idx;
ALTER TABLE alarms DROP CONSTRAINT alarms_pkey, ADD PRIMARY KEY (account_id, id);
DROP INDEX alarms_account_id_idx;
ALTER TABLE alarm_messages ADD PRIMARY KEY (account_id, id),
  ADD CONSTRAINT alarm_messages_account_id_alarm_id_fkey FOREIGN KEY (account_id, alarm_id) REFERENCES alarms (account_id, id) ON DELETE CASCADE;
CREATE UNIQUE INDEX alarm_messages_account_id_alarm_id_kind_channel_key ON alarm_messages (account_id, alarm_id, kind, channel);

ALTER TABLE audit_entries DROP CONSTRAINT audit_entries_pkey, ADD PRIMARY KEY (account_id, id);
DROP INDEX audit_entries_account_id_id_idx;
ALTER TABLE erasures DROP CONSTRAINT erasures_pkey, ADD PRIMARY KEY (account_id, id);
DROP INDEX erasures_account_id_idx;
ALTER TABLE invoice_changes DROP CONSTRAINT invoice_changes_pkey, ADD PRIMARY KEY (account_id, id);
DROP INDEX invoice_changes_account_id_id_idx;
ALTER TABLE invoice_elements DROP CONSTRAINT invoice_elements_pkey, ADD PRIMARY KEY (account_id, id);
ALTER TABLE payment_links DROP CONSTRAINT payment_links_pkey, ADD PRIMARY KEY (account_id, id);
