-- What the migrations make, to be read and reviewed; nothing applies it. Written by `npm run schema`.

CREATE OR REPLACE FUNCTION public.search_pieces(words text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT COST 100000
AS $function$
  SELECT ARRAY(SELECT DISTINCT substr(low, at, 3) FROM lower(left(words, 700)) low, generate_series(1, length(low) - 2) at)
$function$;

CREATE OR REPLACE FUNCTION public.searched_words(email text, name text, company text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT lower(coalesce(left(email, 320), '') || E'\n' || coalesce(left(name, 200), '') || E'\n' || coalesce(left(company, 170), ''))
$function$;

CREATE TABLE accounts (
  id uuid NOT NULL,
  kommo_account_id bigint,
  subdomain text NOT NULL,
  name text DEFAULT ''::text NOT NULL,
  language text DEFAULT 'en'::text NOT NULL,
  currency text,
  time_zone text DEFAULT 'UTC'::text NOT NULL,
  webhook_key text NOT NULL,
  single_account boolean DEFAULT false NOT NULL,
  state text DEFAULT 'connected'::text NOT NULL,
  state_reason text,
  paused_until timestamp(3) with time zone,
  consecutive_failures integer DEFAULT 0 NOT NULL,
  retry_at timestamp(3) with time zone,
  webhook_secret text,
  previous_webhook_secret text,
  api_username text,
  api_password text,
  settings jsonb DEFAULT '{}'::jsonb NOT NULL,
  settings_version integer DEFAULT 0 NOT NULL,
  installed_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  previous_webhook_secret_ends_at timestamp(3) with time zone,
  delete_after timestamp(3) with time zone,
  next_webhook_secret text,
  next_webhook_secret_ends_at timestamp(3) with time zone,
  writing_paused_at timestamp(3) with time zone,
  writing_pause_reason text,
  writing_paused_by bigint,
  whole_prices boolean DEFAULT false NOT NULL,
  CONSTRAINT accounts_pkey PRIMARY KEY (id),
  CONSTRAINT accounts_state_check CHECK (state = ANY (ARRAY['connected'::text, 'needs_reauthorization'::text, 'payment_required'::text, 'blocked'::text, 'uninstalled'::text]))
);
CREATE INDEX accounts_creating_leads_idx ON accounts USING btree (id) WHERE ((settings -> 'matching'::text) ->> 'createWhenUnmatched'::text) = 'lead'::text;
CREATE UNIQUE INDEX accounts_kommo_account_id_key ON accounts USING btree (kommo_account_id);
CREATE INDEX accounts_refused_idx ON accounts USING btree (id) WHERE state = 'needs_reauthorization'::text;
CREATE UNIQUE INDEX accounts_single_account_key ON accounts USING btree (single_account) WHERE single_account;
CREATE UNIQUE INDEX accounts_webhook_key_key ON accounts USING btree (webhook_key);
CREATE INDEX accounts_with_invoices_idx ON accounts USING btree (id) WHERE (settings ->> 'invoices'::text) = 'on'::text;

CREATE TABLE alarm_messages (
  id bigserial NOT NULL,
  account_id uuid NOT NULL,
  alarm_id uuid NOT NULL,
  kind text NOT NULL,
  channel text NOT NULL,
  state text DEFAULT 'waiting'::text NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  next_attempt timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  sent_at timestamp(3) with time zone,
  last_error text,
  CONSTRAINT alarm_messages_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT alarm_messages_channel_check CHECK (channel = ANY (ARRAY['webhook'::text, 'operator_email'::text, 'account_email'::text])),
  CONSTRAINT alarm_messages_kind_check CHECK (kind = ANY (ARRAY['begun'::text, 'ended'::text])),
  CONSTRAINT alarm_messages_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'sent'::text, 'given_up'::text]))
);
CREATE UNIQUE INDEX alarm_messages_account_id_alarm_id_kind_channel_key ON alarm_messages USING btree (account_id, alarm_id, kind, channel);
CREATE INDEX alarm_messages_unsent_idx ON alarm_messages USING btree (state) WHERE state = ANY (ARRAY['waiting'::text, 'given_up'::text]);

CREATE TABLE alarms (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  code text NOT NULL,
  since timestamp(3) with time zone NOT NULL,
  figures jsonb NOT NULL,
  noticed_at timestamp(3) with time zone NOT NULL,
  absent_since timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  CONSTRAINT alarms_pkey PRIMARY KEY (account_id, id)
);
CREATE UNIQUE INDEX alarms_open_key ON alarms USING btree (account_id, code) WHERE ended_at IS NULL;

CREATE TABLE audit_entries (
  id bigserial NOT NULL,
  account_id uuid NOT NULL,
  at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  user_id bigint,
  action text NOT NULL,
  subject text,
  before jsonb,
  after jsonb,
  CONSTRAINT audit_entries_pkey PRIMARY KEY (account_id, id)
);

CREATE TABLE customer_leads (
  account_id uuid NOT NULL,
  customer_id uuid NOT NULL,
  lead_id bigint NOT NULL,
  contact_id bigint,
  reason text NOT NULL,
  details jsonb DEFAULT '{}'::jsonb NOT NULL,
  confidence integer DEFAULT 100 NOT NULL,
  since timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  linked_by bigint,
  removed_at timestamp(3) with time zone,
  removed_by bigint,
  CONSTRAINT customer_leads_pkey PRIMARY KEY (account_id, customer_id, lead_id),
  CONSTRAINT customer_leads_reason_check CHECK (reason = ANY (ARRAY['hand'::text, 'tag'::text, 'account'::text, 'email'::text, 'alias'::text, 'domain'::text, 'company'::text, 'created'::text]))
);
CREATE INDEX customer_leads_account_id_contact_id_idx ON customer_leads USING btree (account_id, contact_id);
CREATE INDEX customer_leads_account_id_lead_id_idx ON customer_leads USING btree (account_id, lead_id);

CREATE TABLE customers (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  identity text NOT NULL,
  fastspring_account_id text,
  email text,
  email_folded text,
  name text,
  company text,
  country text,
  phone text,
  match_state text DEFAULT 'new'::text NOT NULL,
  matched_at timestamp(3) with time zone,
  next_match_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP,
  match jsonb,
  last_fact_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  not_relevant_at timestamp(3) with time zone,
  not_relevant_by bigint,
  facts_to_plan boolean DEFAULT true NOT NULL,
  CONSTRAINT customers_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT customers_match_state_check CHECK (match_state = ANY (ARRAY['new'::text, 'linked'::text, 'unmatched'::text, 'erased'::text]))
);
CREATE INDEX customers_account_id_email_folded_idx ON customers USING btree (account_id, email_folded);
CREATE UNIQUE INDEX customers_account_id_identity_key ON customers USING btree (account_id, identity);
CREATE INDEX customers_account_id_match_state_last_fact_at_idx ON customers USING btree (account_id, match_state, last_fact_at DESC);
CREATE INDEX customers_candidates_idx ON customers USING gin ((match -> 'candidates'::text) jsonb_path_ops) WHERE match_state = 'unmatched'::text;
CREATE INDEX customers_next_match_idx ON customers USING btree (account_id, next_match_at) WHERE next_match_at IS NOT NULL;
CREATE INDEX customers_not_relevant_idx ON customers USING btree (account_id, COALESCE(last_fact_at, '1970-01-01 00:00:00+00'::timestamp with time zone) DESC, id DESC) WHERE match_state = 'unmatched'::text AND not_relevant_at IS NOT NULL;
CREATE INDEX customers_search_idx ON customers USING gin (search_pieces(searched_words(email, name, company))) WHERE match_state = 'unmatched'::text;
CREATE INDEX customers_to_plan_idx ON customers USING btree (account_id, id) WHERE facts_to_plan AND match_state = 'linked'::text AND next_match_at IS NULL;
CREATE INDEX customers_waiting_idx ON customers USING btree (account_id, COALESCE(last_fact_at, '1970-01-01 00:00:00+00'::timestamp with time zone) DESC, id DESC) WHERE match_state = 'unmatched'::text AND not_relevant_at IS NULL;
CREATE INDEX customers_with_candidates_idx ON customers USING btree (account_id, COALESCE(last_fact_at, '1970-01-01 00:00:00+00'::timestamp with time zone) DESC, id DESC) WHERE match_state = 'unmatched'::text AND not_relevant_at IS NULL AND match @? '$."candidates"[*]."leadId"?(@ != null)'::jsonpath;
CREATE INDEX customers_without_email_idx ON customers USING btree (account_id) WHERE email IS NULL AND fastspring_account_id IS NOT NULL;

CREATE TABLE effects (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  key text NOT NULL,
  fact_key text NOT NULL,
  lead_id bigint NOT NULL,
  kind text NOT NULL,
  content jsonb NOT NULL,
  occurred_at timestamp(3) with time zone NOT NULL,
  state text DEFAULT 'open'::text NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  next_attempt timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  sent_at timestamp(3) with time zone,
  done_at timestamp(3) with time zone,
  kommo_id bigint,
  last_error text,
  created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT effects_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT effects_kind_check CHECK (kind = ANY (ARRAY['note'::text, 'move'::text, 'task'::text, 'complete_task'::text, 'erase_text'::text, 'price'::text, 'tags'::text, 'fields'::text, 'ledger_fields'::text])),
  CONSTRAINT effects_state_check CHECK (state = ANY (ARRAY['open'::text, 'sending'::text, 'done'::text, 'uncertain'::text, 'failed'::text, 'skipped'::text]))
);
CREATE INDEX effects_account_id_fact_key_idx ON effects USING btree (account_id, fact_key);
CREATE UNIQUE INDEX effects_account_id_key_key ON effects USING btree (account_id, key);
CREATE INDEX effects_done_values_idx ON effects USING btree (account_id, lead_id) WHERE state = 'done'::text AND (kind = ANY (ARRAY['price'::text, 'fields'::text]));
CREATE INDEX effects_failed_at_idx ON effects USING btree (COALESCE(sent_at, created_at)) WHERE state = 'failed'::text;
CREATE INDEX effects_failed_idx ON effects USING btree (account_id, COALESCE(sent_at, created_at)) WHERE state = 'failed'::text;
CREATE INDEX effects_open_idx ON effects USING btree (account_id, next_attempt) WHERE state = ANY (ARRAY['open'::text, 'sending'::text, 'uncertain'::text]);
CREATE INDEX effects_pending_lead_idx ON effects USING btree (account_id, lead_id) WHERE state = ANY (ARRAY['open'::text, 'sending'::text, 'uncertain'::text]);
CREATE INDEX effects_sent_idx ON effects USING btree (account_id, next_attempt) WHERE state = ANY (ARRAY['sending'::text, 'uncertain'::text]);

CREATE TABLE erased_people (
  account_id uuid NOT NULL,
  kind text NOT NULL,
  hash text NOT NULL,
  stub text NOT NULL,
  erased_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT erased_people_pkey PRIMARY KEY (account_id, kind, hash),
  CONSTRAINT erased_people_kind_check CHECK (kind = ANY (ARRAY['email'::text, 'account'::text]))
);

CREATE TABLE erasures (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  stub text NOT NULL,
  name_hashes text[] DEFAULT ARRAY[]::text[] NOT NULL,
  customer_ids uuid[] DEFAULT ARRAY[]::uuid[] NOT NULL,
  step text DEFAULT 'events'::text NOT NULL,
  cursor text DEFAULT ''::text NOT NULL,
  counts jsonb DEFAULT '{}'::jsonb NOT NULL,
  created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  done_at timestamp(3) with time zone,
  contact_ids bigint[] DEFAULT ARRAY[]::bigint[] NOT NULL,
  lead_ids bigint[] DEFAULT ARRAY[]::bigint[] NOT NULL,
  retry_at timestamp(3) with time zone,
  problem text,
  CONSTRAINT erasures_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT erasures_step_check CHECK (step = ANY (ARRAY['events'::text, 'owned'::text, 'mentions'::text, 'plans'::text, 'imports'::text, 'done'::text]))
);
CREATE INDEX erasures_unfinished_idx ON erasures USING btree (created_at) WHERE done_at IS NULL;

CREATE TABLE event_payloads (
  account_id uuid NOT NULL,
  event_row_id bigint NOT NULL,
  received_at timestamp(3) with time zone NOT NULL,
  bytes integer NOT NULL,
  packed bytea NOT NULL,
  CONSTRAINT event_payloads_pkey PRIMARY KEY (account_id, event_row_id, received_at)
) PARTITION BY RANGE (received_at);

CREATE TABLE events (
  id bigserial NOT NULL,
  account_id uuid NOT NULL,
  event_id text NOT NULL,
  type text NOT NULL,
  live boolean,
  created_at timestamp(3) with time zone,
  source text DEFAULT 'webhook'::text NOT NULL,
  payload text,
  received_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  state text DEFAULT 'received'::text NOT NULL,
  reason jsonb,
  attempts integer DEFAULT 0 NOT NULL,
  fact_keys text[] DEFAULT '{}'::text[] NOT NULL,
  reader_version integer,
  import_id uuid,
  is_repeat boolean DEFAULT false NOT NULL,
  is_reduced boolean DEFAULT false NOT NULL,
  CONSTRAINT events_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT events_source_check CHECK (source = ANY (ARRAY['webhook'::text, 'reconciliation'::text, 'import'::text, 'api'::text])),
  CONSTRAINT events_state_check CHECK (state = ANY (ARRAY['received'::text, 'recorded'::text, 'unknown'::text, 'unreadable'::text, 'failed'::text]))
);
CREATE UNIQUE INDEX events_account_id_event_id_key ON events USING btree (account_id, event_id);
CREATE INDEX events_account_id_type_id_idx ON events USING btree (account_id, type, id);
CREATE INDEX events_fact_keys_idx ON events USING gin (fact_keys) WITH (gin_pending_list_limit='64');
CREATE INDEX events_import_id_idx ON events USING btree (import_id) WHERE import_id IS NOT NULL;
CREATE INDEX events_live_webhooks_idx ON events USING btree (account_id, received_at) WHERE source = 'webhook'::text AND live;
CREATE INDEX events_not_recorded_idx ON events USING btree (account_id, state, id) WHERE state = ANY (ARRAY['failed'::text, 'unknown'::text, 'unreadable'::text]);
CREATE INDEX events_not_understood_idx ON events USING btree (reader_version) WHERE state = ANY (ARRAY['unknown'::text, 'unreadable'::text]);
CREATE INDEX events_received_idx ON events USING btree (account_id, id) WHERE state = 'received'::text;
CREATE INDEX events_test_webhooks_idx ON events USING btree (account_id, received_at) WHERE source = 'webhook'::text AND live IS NOT TRUE;

CREATE TABLE facts (
  account_id uuid NOT NULL,
  fact_key text NOT NULL,
  type text NOT NULL,
  occurred_at timestamp(3) with time zone NOT NULL,
  live boolean NOT NULL,
  order_id text,
  subscription_id text,
  fastspring_account_id text,
  customer_id uuid,
  event_row_id bigint NOT NULL,
  rank text NOT NULL,
  data jsonb NOT NULL,
  lead_id bigint,
  planned_at timestamp(3) with time zone,
  imported boolean DEFAULT false NOT NULL,
  purchase text,
  CONSTRAINT facts_pkey PRIMARY KEY (account_id, fact_key),
  CONSTRAINT facts_purchase_check CHECK (purchase = ANY (ARRAY['first'::text, 'repeat'::text, 'renewal'::text]))
);
CREATE INDEX facts_account_id_customer_id_occurred_at_idx ON facts USING btree (account_id, customer_id, occurred_at DESC);
CREATE INDEX facts_account_id_order_id_idx ON facts USING btree (account_id, order_id);
CREATE INDEX facts_first_purchase_idx ON facts USING btree (account_id, customer_id) WHERE purchase = 'first'::text;
CREATE INDEX facts_subscription_idx ON facts USING btree (account_id, subscription_id, type, occurred_at) WHERE subscription_id IS NOT NULL;
CREATE INDEX facts_unplanned_idx ON facts USING btree (account_id, customer_id, imported) WHERE planned_at IS NULL;

CREATE TABLE fastspring_account_lookups (
  account_id uuid NOT NULL,
  fastspring_account_id text NOT NULL,
  outcome text NOT NULL,
  reason text,
  consecutive_failures integer DEFAULT 0 NOT NULL,
  next_attempt timestamp(3) with time zone NOT NULL,
  CONSTRAINT fastspring_account_lookups_pkey PRIMARY KEY (account_id, fastspring_account_id),
  CONSTRAINT fastspring_account_lookups_outcome_check CHECK (outcome = ANY (ARRAY['answered'::text, 'no_email'::text, 'not_found'::text, 'postponed'::text, 'failed'::text]))
);

CREATE TABLE fastspring_connections (
  account_id uuid NOT NULL,
  credentials_mark text NOT NULL,
  state text NOT NULL,
  reason text,
  consecutive_failures integer DEFAULT 0 NOT NULL,
  retry_at timestamp(3) with time zone,
  changed_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT fastspring_connections_pkey PRIMARY KEY (account_id),
  CONSTRAINT fastspring_connections_state_check CHECK (state = ANY (ARRAY['working'::text, 'refused'::text, 'unreachable'::text]))
);

CREATE TABLE fastspring_order_lookups (
  account_id uuid NOT NULL,
  order_id text NOT NULL,
  next_attempt timestamp(3) with time zone NOT NULL,
  CONSTRAINT fastspring_order_lookups_pkey PRIMARY KEY (account_id, order_id)
);

CREATE TABLE former_webhook_keys (
  key text NOT NULL,
  account_id uuid NOT NULL,
  sender text NOT NULL,
  ends_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT former_webhook_keys_pkey PRIMARY KEY (key),
  CONSTRAINT former_webhook_keys_sender_check CHECK (sender = ANY (ARRAY['kommo'::text, 'fastspring'::text]))
);
CREATE INDEX former_webhook_keys_account_id_idx ON former_webhook_keys USING btree (account_id);

CREATE TABLE import_customers (
  import_id uuid NOT NULL,
  identity text NOT NULL,
  email text,
  name text,
  company text,
  products text[] DEFAULT ARRAY[]::text[] NOT NULL,
  orders integer DEFAULT 0 NOT NULL,
  outcome jsonb,
  is_queued boolean DEFAULT false NOT NULL,
  lead_ids bigint[] DEFAULT ARRAY[]::bigint[] NOT NULL,
  account_id uuid NOT NULL,
  CONSTRAINT import_customers_pkey PRIMARY KEY (account_id, import_id, identity)
);
CREATE INDEX import_customers_unknown_idx ON import_customers USING btree (account_id, import_id, identity) WHERE outcome IS NULL;
CREATE INDEX import_customers_unqueued_idx ON import_customers USING btree (account_id, import_id, identity) WHERE NOT is_queued;

CREATE TABLE import_items (
  import_id uuid NOT NULL,
  event_id text NOT NULL,
  "position" bigserial NOT NULL,
  kind text NOT NULL,
  known boolean NOT NULL,
  type text NOT NULL,
  live boolean,
  created_at timestamp(3) with time zone,
  currency text,
  total numeric,
  payload text NOT NULL,
  is_reduced boolean DEFAULT false NOT NULL,
  account_id uuid NOT NULL,
  CONSTRAINT import_items_pkey PRIMARY KEY (account_id, import_id, event_id),
  CONSTRAINT import_items_kind_check CHECK (kind = ANY (ARRAY['order'::text, 'refund'::text, 'subscription'::text, 'unreadable'::text]))
);
CREATE INDEX import_items_position_idx ON import_items USING btree (account_id, import_id, "position");

CREATE TABLE imports (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  begin_day text NOT NULL,
  end_day text NOT NULL,
  state text DEFAULT 'reading'::text NOT NULL,
  paused boolean DEFAULT false NOT NULL,
  kommo text,
  cursor jsonb NOT NULL,
  plan jsonb,
  problem text,
  retry_at timestamp(3) with time zone,
  done integer DEFAULT 0 NOT NULL,
  total integer DEFAULT 0 NOT NULL,
  measured_from integer DEFAULT 0 NOT NULL,
  measured_since timestamp(3) with time zone,
  created_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  created_by bigint,
  ended_at timestamp(3) with time zone,
  CONSTRAINT imports_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT imports_kommo_check CHECK (kommo = ANY (ARRAY['nothing'::text, 'fields'::text, 'everything'::text])),
  CONSTRAINT imports_state_check CHECK (state = ANY (ARRAY['reading'::text, 'matching'::text, 'planned'::text, 'applying'::text, 'linking'::text, 'done'::text, 'undoing'::text, 'undone'::text, 'canceled'::text]))
);
CREATE INDEX imports_account_id_created_at_idx ON imports USING btree (account_id, created_at DESC);
CREATE UNIQUE INDEX imports_under_way_key ON imports USING btree (account_id) WHERE state = ANY (ARRAY['reading'::text, 'matching'::text, 'planned'::text, 'applying'::text, 'linking'::text, 'undoing'::text]);

CREATE TABLE invoice_changes (
  id bigserial NOT NULL,
  account_id uuid NOT NULL,
  kind text NOT NULL,
  source_id text NOT NULL,
  CONSTRAINT invoice_changes_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT invoice_changes_kind_check CHECK (kind = ANY (ARRAY['order'::text, 'payment_link'::text]))
);

CREATE TABLE invoice_elements (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  kind text NOT NULL,
  source_id text NOT NULL,
  catalog_id bigint NOT NULL,
  element_id bigint,
  wanted jsonb NOT NULL,
  written jsonb,
  kept text[] DEFAULT ARRAY[]::text[] NOT NULL,
  left_out text[] DEFAULT ARRAY[]::text[] NOT NULL,
  wanted_lead_id bigint,
  lead_id bigint,
  state text NOT NULL,
  is_erasure boolean DEFAULT false NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  next_attempt timestamp(3) with time zone NOT NULL,
  sent_at timestamp(3) with time zone,
  kommo_updated_at bigint,
  checked_at timestamp(3) with time zone NOT NULL,
  last_error text,
  CONSTRAINT invoice_elements_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT invoice_elements_kind_check CHECK (kind = ANY (ARRAY['order'::text, 'payment_link'::text])),
  CONSTRAINT invoice_elements_state_check CHECK (state = ANY (ARRAY['open'::text, 'sending'::text, 'uncertain'::text, 'done'::text, 'failed'::text, 'deleted'::text]))
);
CREATE UNIQUE INDEX invoice_elements_account_id_kind_source_id_key ON invoice_elements USING btree (account_id, kind, source_id);
CREATE INDEX invoice_elements_checked_idx ON invoice_elements USING btree (account_id, checked_at) WHERE state = ANY (ARRAY['done'::text, 'deleted'::text]);
CREATE INDEX invoice_elements_due_idx ON invoice_elements USING btree (account_id, next_attempt) WHERE (state = ANY (ARRAY['open'::text, 'sending'::text, 'uncertain'::text])) OR state = 'done'::text AND wanted_lead_id IS DISTINCT FROM lead_id;
CREATE INDEX invoice_elements_erasure_idx ON invoice_elements USING btree (account_id, next_attempt) WHERE is_erasure;

CREATE TABLE invoice_lists (
  account_id uuid NOT NULL,
  catalog_id bigint,
  is_searched boolean DEFAULT false NOT NULL,
  compare_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  compared_from timestamp(3) with time zone,
  problem jsonb,
  retry_at timestamp(3) with time zone,
  search_began timestamp(3) with time zone,
  search_next text,
  search_pages integer DEFAULT 0 NOT NULL,
  CONSTRAINT invoice_lists_pkey PRIMARY KEY (account_id)
);

CREATE TABLE kommo_changes (
  account_id uuid NOT NULL,
  entity text NOT NULL,
  entity_id bigint NOT NULL,
  gone boolean NOT NULL,
  reported_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT kommo_changes_pkey PRIMARY KEY (account_id, entity, entity_id),
  CONSTRAINT kommo_changes_entity_check CHECK (entity = ANY (ARRAY['lead'::text, 'contact'::text]))
);

CREATE TABLE kommo_memory (
  account_id uuid NOT NULL,
  name text NOT NULL,
  value jsonb NOT NULL,
  read_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT kommo_memory_pkey PRIMARY KEY (account_id, name)
);

CREATE TABLE kommo_tokens (
  account_id uuid NOT NULL,
  access_token text NOT NULL,
  refresh_token text,
  expires_at timestamp(3) with time zone,
  version integer DEFAULT 1 NOT NULL,
  refreshed_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  refresh_claim uuid,
  refresh_claimed_to timestamp(3) with time zone,
  CONSTRAINT kommo_tokens_pkey PRIMARY KEY (account_id)
);
CREATE INDEX kommo_tokens_age_idx ON kommo_tokens USING btree (refreshed_at) WHERE refresh_token IS NOT NULL;

CREATE TABLE kommo_webhooks (
  account_id uuid NOT NULL,
  key text NOT NULL,
  state text DEFAULT 'unregistered'::text NOT NULL,
  reason text,
  destination text,
  next_attempt timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  CONSTRAINT kommo_webhooks_pkey PRIMARY KEY (account_id),
  CONSTRAINT kommo_webhooks_state_check CHECK (state = ANY (ARRAY['unregistered'::text, 'registered'::text, 'not_allowed'::text]))
);
CREATE UNIQUE INDEX kommo_webhooks_key_key ON kommo_webhooks USING btree (key);

CREATE TABLE lead_creations (
  account_id uuid NOT NULL,
  email_folded text NOT NULL,
  state text DEFAULT 'wanted'::text NOT NULL,
  requested_by bigint,
  look_at timestamp(3) with time zone NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  sent_at timestamp(3) with time zone,
  name text,
  lead_id bigint,
  done_at timestamp(3) with time zone,
  last_error text,
  pipeline_id bigint,
  responsible_id bigint,
  turn integer,
  CONSTRAINT lead_creations_pkey PRIMARY KEY (account_id, email_folded),
  CONSTRAINT lead_creations_state_check CHECK (state = ANY (ARRAY['wanted'::text, 'sending'::text, 'uncertain'::text, 'done'::text, 'failed'::text]))
);
CREATE INDEX lead_creations_open_idx ON lead_creations USING btree (look_at) WHERE state = ANY (ARRAY['wanted'::text, 'sending'::text, 'uncertain'::text]);
CREATE INDEX lead_creations_state ON lead_creations USING btree (account_id, state);

CREATE TABLE leads (
  account_id uuid NOT NULL,
  lead_id bigint NOT NULL,
  name text NOT NULL,
  pipeline_id bigint NOT NULL,
  status_id bigint NOT NULL,
  responsible_user_id bigint,
  closed_at timestamp(3) with time zone,
  is_deleted boolean DEFAULT false NOT NULL,
  read_at timestamp(3) with time zone NOT NULL,
  moved_by_fact_at timestamp(3) with time zone,
  moved_by_fact_key text,
  own_update_at timestamp(3) with time zone,
  own_moves_at timestamp(3) with time zone[] DEFAULT '{}'::timestamp with time zone[] NOT NULL,
  contact_ids bigint[] DEFAULT ARRAY[]::bigint[] NOT NULL,
  CONSTRAINT leads_pkey PRIMARY KEY (account_id, lead_id)
);
CREATE INDEX leads_deleted_idx ON leads USING btree (account_id, lead_id) WHERE is_deleted;

CREATE TABLE orders (
  account_id uuid NOT NULL,
  order_id text NOT NULL,
  customer_id uuid,
  reference text,
  state text NOT NULL,
  kind text NOT NULL,
  occurred_at timestamp(3) with time zone NOT NULL,
  currency text NOT NULL,
  total numeric NOT NULL,
  tax numeric,
  discount numeric NOT NULL,
  payout_currency text,
  payout_total numeric,
  fee numeric,
  payout_net numeric,
  country text,
  invoice_url text,
  payment jsonb,
  items jsonb NOT NULL,
  live boolean NOT NULL,
  subscription_id text,
  details jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT orders_pkey PRIMARY KEY (account_id, order_id),
  CONSTRAINT orders_kind_check CHECK (kind = ANY (ARRAY['purchase'::text, 'renewal'::text, 'managed_charge'::text, 'proration'::text])),
  CONSTRAINT orders_state_check CHECK (state = ANY (ARRAY['completed'::text, 'failed'::text, 'canceled'::text, 'payment_pending'::text, 'approval_pending'::text]))
);
CREATE INDEX orders_account_id_customer_id_occurred_at_idx ON orders USING btree (account_id, customer_id, occurred_at DESC);
CREATE INDEX orders_amount_idx ON orders USING btree (account_id, currency, total) WHERE live AND state = 'completed'::text;
CREATE INDEX orders_payment_link_idx ON orders USING btree (account_id, ((details -> 'tags'::text) ->> 'kommo_payment_link'::text)) WHERE ((details -> 'tags'::text) ->> 'kommo_payment_link'::text) IS NOT NULL;
CREATE INDEX orders_quote_idx ON orders USING btree (account_id, (details ->> 'quoteId'::text)) WHERE (details ->> 'quoteId'::text) IS NOT NULL;
CREATE INDEX orders_reference_idx ON orders USING btree (account_id, lower(reference) text_pattern_ops);
CREATE INDEX orders_unknown_tax_idx ON orders USING btree (account_id, occurred_at DESC) WHERE tax IS NULL AND state = 'completed'::text;

CREATE TABLE outgoing_requests (
  id bigserial NOT NULL,
  service text NOT NULL,
  claimed_at timestamp(6) with time zone NOT NULL,
  counts_to timestamp(6) with time zone NOT NULL,
  slows_to timestamp(6) with time zone,
  blocks_to timestamp(6) with time zone,
  egress text DEFAULT 'direct'::text NOT NULL,
  waited_at timestamp(6) with time zone,
  CONSTRAINT outgoing_requests_pkey PRIMARY KEY (id),
  CONSTRAINT outgoing_requests_service_check CHECK (service = ANY (ARRAY['kommo'::text, 'fastspring'::text]))
);
CREATE INDEX outgoing_requests_service_egress_idx ON outgoing_requests USING btree (service, egress);

CREATE TABLE payment_links (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  lead_id bigint NOT NULL,
  token text NOT NULL,
  kind text NOT NULL,
  fastspring_id text NOT NULL,
  url text NOT NULL,
  product text NOT NULL,
  product_path text NOT NULL,
  quantity integer NOT NULL,
  coupon text,
  email text NOT NULL,
  created_by bigint NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone,
  opened_at timestamp(3) with time zone,
  CONSTRAINT payment_links_pkey PRIMARY KEY (account_id, id),
  CONSTRAINT payment_links_kind_check CHECK (kind = ANY (ARRAY['checkout'::text, 'session'::text, 'quote'::text]))
);
CREATE INDEX payment_links_account_id_lead_id_created_at_idx ON payment_links USING btree (account_id, lead_id, created_at DESC);
CREATE UNIQUE INDEX payment_links_token_key ON payment_links USING btree (token);

CREATE TABLE pending_installs (
  id uuid NOT NULL,
  subdomain text NOT NULL,
  code text NOT NULL,
  received_at timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  state text DEFAULT 'open'::text NOT NULL,
  attempts integer DEFAULT 0 NOT NULL,
  last_error text,
  next_attempt timestamp(3) with time zone DEFAULT CURRENT_TIMESTAMP NOT NULL,
  state_nonce text,
  attempted_at timestamp(3) with time zone,
  CONSTRAINT pending_installs_pkey PRIMARY KEY (id),
  CONSTRAINT pending_installs_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'failed'::text]))
);
CREATE INDEX pending_installs_attempted_at_idx ON pending_installs USING btree (attempted_at);
CREATE INDEX pending_installs_received_at_idx ON pending_installs USING btree (received_at);
CREATE INDEX pending_installs_state_next_attempt_idx ON pending_installs USING btree (state, next_attempt);
CREATE UNIQUE INDEX pending_installs_state_nonce_key ON pending_installs USING btree (state_nonce);

CREATE TABLE reconciliation_listed (
  account_id uuid NOT NULL,
  kind text NOT NULL,
  id text NOT NULL,
  CONSTRAINT reconciliation_listed_pkey PRIMARY KEY (account_id, kind, id),
  CONSTRAINT reconciliation_listed_kind_check CHECK (kind = ANY (ARRAY['order'::text, 'subscription'::text]))
);

CREATE TABLE reconciliations (
  account_id uuid NOT NULL,
  news_since timestamp(3) with time zone NOT NULL,
  catch_up_at timestamp(3) with time zone NOT NULL,
  caught_up_to timestamp(3) with time zone,
  catch_up jsonb,
  comparison_at timestamp(3) with time zone NOT NULL,
  progress jsonb,
  comparison jsonb,
  CONSTRAINT reconciliations_pkey PRIMARY KEY (account_id)
);
CREATE INDEX reconciliations_agreeing_idx ON reconciliations USING btree (account_id) WHERE (comparison ->> 'fastspring'::text) IS NOT NULL AND (comparison ->> 'agrees'::text) = 'true'::text;
CREATE INDEX reconciliations_unknown_idx ON reconciliations USING btree (account_id) WHERE (comparison ->> 'fastspring'::text) IS NULL;

CREATE TABLE refunds (
  account_id uuid NOT NULL,
  refund_key text NOT NULL,
  order_id text NOT NULL,
  kind text NOT NULL,
  occurred_at timestamp(3) with time zone NOT NULL,
  currency text NOT NULL,
  total numeric NOT NULL,
  tax numeric NOT NULL,
  reason text,
  reference text,
  live boolean NOT NULL,
  CONSTRAINT refunds_pkey PRIMARY KEY (account_id, refund_key),
  CONSTRAINT refunds_kind_check CHECK (kind = ANY (ARRAY['refund'::text, 'chargeback'::text]))
);
CREATE INDEX refunds_account_id_order_id_idx ON refunds USING btree (account_id, order_id);

CREATE TABLE refused_webhooks (
  account_id uuid NOT NULL,
  reason text NOT NULL,
  refused_at timestamp(3) with time zone NOT NULL,
  CONSTRAINT refused_webhooks_pkey PRIMARY KEY (account_id),
  CONSTRAINT refused_webhooks_reason_check CHECK (reason = ANY (ARRAY['signature_mismatch'::text, 'signature_missing'::text, 'no_secret'::text, 'old_address'::text, 'uninstalled'::text, 'too_large'::text, 'not_a_batch'::text]))
);

CREATE TABLE service_secrets (
  name text NOT NULL,
  value text NOT NULL,
  CONSTRAINT service_secrets_pkey PRIMARY KEY (name)
);

CREATE TABLE settled_counts (
  id bigserial NOT NULL,
  kind text NOT NULL,
  state text NOT NULL,
  change integer NOT NULL,
  CONSTRAINT settled_counts_pkey PRIMARY KEY (id),
  CONSTRAINT settled_counts_kind_check CHECK (kind = ANY (ARRAY['events'::text, 'effects'::text])),
  CONSTRAINT settled_counts_state_check CHECK (state = ANY (ARRAY['failed'::text, 'unknown'::text, 'unreadable'::text, 'skipped'::text]))
);

CREATE TABLE subscriptions (
  account_id uuid NOT NULL,
  subscription_id text NOT NULL,
  customer_id uuid,
  state text NOT NULL,
  product text NOT NULL,
  product_path text,
  sku text,
  quantity integer NOT NULL,
  currency text,
  price numeric,
  monthly numeric,
  "interval" text,
  interval_length integer,
  started_at timestamp(3) with time zone,
  trial_ends_at timestamp(3) with time zone,
  next_charge_at timestamp(3) with time zone,
  next_charge_total numeric,
  canceled_at timestamp(3) with time zone,
  ends_at timestamp(3) with time zone,
  overdue_since timestamp(3) with time zone,
  changed_at timestamp(3) with time zone NOT NULL,
  live boolean NOT NULL,
  details jsonb DEFAULT '{}'::jsonb NOT NULL,
  CONSTRAINT subscriptions_pkey PRIMARY KEY (account_id, subscription_id),
  CONSTRAINT subscriptions_state_check CHECK (state = ANY (ARRAY['trial'::text, 'active'::text, 'overdue'::text, 'paused'::text, 'canceled'::text, 'deactivated'::text]))
);
CREATE INDEX subscriptions_account_id_customer_id_idx ON subscriptions USING btree (account_id, customer_id);

ALTER TABLE alarm_messages ADD CONSTRAINT alarm_messages_account_id_alarm_id_fkey FOREIGN KEY (account_id, alarm_id) REFERENCES alarms(account_id, id) ON DELETE CASCADE;

ALTER TABLE alarm_messages ADD CONSTRAINT alarm_messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE alarms ADD CONSTRAINT alarms_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE customer_leads ADD CONSTRAINT customer_leads_account_id_customer_id_fkey FOREIGN KEY (account_id, customer_id) REFERENCES customers(account_id, id) ON DELETE CASCADE;

ALTER TABLE customer_leads ADD CONSTRAINT customer_leads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE customers ADD CONSTRAINT customers_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE effects ADD CONSTRAINT effects_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE erased_people ADD CONSTRAINT erased_people_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE erasures ADD CONSTRAINT erasures_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE events ADD CONSTRAINT events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE facts ADD CONSTRAINT facts_account_id_customer_id_fkey FOREIGN KEY (account_id, customer_id) REFERENCES customers(account_id, id);

ALTER TABLE facts ADD CONSTRAINT facts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE fastspring_account_lookups ADD CONSTRAINT fastspring_account_lookups_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE fastspring_connections ADD CONSTRAINT fastspring_connections_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE fastspring_order_lookups ADD CONSTRAINT fastspring_order_lookups_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE former_webhook_keys ADD CONSTRAINT former_webhook_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE import_customers ADD CONSTRAINT import_customers_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, id) ON DELETE CASCADE;

ALTER TABLE import_items ADD CONSTRAINT import_items_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, id) ON DELETE CASCADE;

ALTER TABLE imports ADD CONSTRAINT imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE invoice_changes ADD CONSTRAINT invoice_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE invoice_elements ADD CONSTRAINT invoice_elements_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE invoice_lists ADD CONSTRAINT invoice_lists_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE kommo_changes ADD CONSTRAINT kommo_changes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE kommo_memory ADD CONSTRAINT kommo_memory_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE kommo_tokens ADD CONSTRAINT kommo_tokens_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE kommo_webhooks ADD CONSTRAINT kommo_webhooks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE lead_creations ADD CONSTRAINT lead_creations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE leads ADD CONSTRAINT leads_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE orders ADD CONSTRAINT orders_account_id_customer_id_fkey FOREIGN KEY (account_id, customer_id) REFERENCES customers(account_id, id);

ALTER TABLE orders ADD CONSTRAINT orders_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE payment_links ADD CONSTRAINT payment_links_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE reconciliation_listed ADD CONSTRAINT reconciliation_listed_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE reconciliations ADD CONSTRAINT reconciliations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE refunds ADD CONSTRAINT refunds_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE refused_webhooks ADD CONSTRAINT refused_webhooks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_account_id_customer_id_fkey FOREIGN KEY (account_id, customer_id) REFERENCES customers(account_id, id);

ALTER TABLE subscriptions ADD CONSTRAINT subscriptions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE;

CREATE OR REPLACE FUNCTION public.add_payload_month(moment timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
 SET lock_timeout TO '200ms'
AS $function$
DECLARE
  begins CONSTANT timestamptz := date_trunc('month', moment, 'UTC');
  ends CONSTANT timestamptz := (begins AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
  month CONSTANT text := to_char(begins AT TIME ZONE 'UTC', '"m"YYYY_MM');
BEGIN
  IF to_regclass(format('payload_months.%I', month)) IS NULL
    AND NOT EXISTS (SELECT FROM payload_months.other WHERE received_at >= begins AND received_at < ends) THEN
    EXECUTE format('CREATE TABLE IF NOT EXISTS payload_months.%I PARTITION OF public.event_payloads FOR VALUES FROM (%L) TO (%L)',
      month, begins, ends);
  END IF;
EXCEPTION WHEN lock_not_available OR check_violation THEN
  -- Held up, or a row of the month has come among the others in the meantime.
  NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_account()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('lead_payments', NEW.id::text);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_address()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('lead_payments',
    NEW.account_id || ':address ' || encode(sha256(convert_to(NEW.email_folded, 'UTF8')), 'hex'));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_customer()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE account uuid := coalesce(NEW.account_id, OLD.account_id);
BEGIN
  PERFORM pg_notify('lead_payments', account || ':' || coalesce(NEW.customer_id, OLD.customer_id));
  PERFORM pg_notify('lead_payments', account || ':contact ' || contact)
    FROM unnest(ARRAY[OLD.contact_id, NEW.contact_id]) matched (contact) WHERE contact IS NOT NULL;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_customers()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM announce_leads_of(account_id, id) FROM changed;
  PERFORM pg_notify('lead_payments', c.account_id || ':' || (candidate ->> 'leadId'))
    FROM (SELECT account_id, match FROM changed UNION ALL SELECT account_id, match FROM former) c,
      jsonb_path_query(c.match, '$.candidates[*]') candidate
    WHERE candidate ->> 'leadId' IS NOT NULL;
  PERFORM pg_notify('lead_payments', account_id || ':waiting')
    FROM (SELECT DISTINCT c.account_id FROM changed c JOIN former f ON f.id = c.id
      WHERE (c.match_state = 'unmatched' AND c.not_relevant_at IS NULL)
        <> (f.match_state = 'unmatched' AND f.not_relevant_at IS NULL)) other;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_customers_leads()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM announce_leads_of(c.account_id, c.customer_id)
    FROM (SELECT DISTINCT account_id, customer_id FROM changed WHERE customer_id IS NOT NULL) c;
  IF TG_OP = 'UPDATE' THEN
    PERFORM announce_leads_of(c.account_id, c.customer_id)
      FROM (SELECT DISTINCT account_id, customer_id FROM former WHERE customer_id IS NOT NULL) c;
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_lead()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('lead_payments', coalesce(NEW.account_id, OLD.account_id) || ':' || coalesce(NEW.lead_id, OLD.lead_id));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_leads_of(account uuid, customer uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('lead_payments', l.account_id || ':' || l.lead_id) FROM customer_leads l
    WHERE l.account_id = account AND l.customer_id = customer;
  IF NOT EXISTS (SELECT FROM customer_leads l
      WHERE l.account_id = account AND l.customer_id = customer AND l.removed_at IS NULL) THEN
    PERFORM pg_notify('lead_payments', account || ':' || customer);
  END IF;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_refunds_leads()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  -- A subquery in the select list is never made a join, which could read all orders.
  PERFORM (SELECT announce_leads_of(o.account_id, o.customer_id) FROM orders o
      WHERE o.account_id = r.account_id AND o.order_id = r.order_id)
    FROM (SELECT DISTINCT account_id, order_id FROM changed) r;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.announce_waiting()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM pg_notify('lead_payments', account_id || ':waiting')
    FROM (SELECT DISTINCT account_id FROM changed WHERE match_state = 'unmatched' AND not_relevant_at IS NULL) other;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.claim_outgoing_request(of_service text, of_egress text, at_most integer, kept_free integer, window_ms integer, under_way_ms integer, OUT slot_id bigint, OUT wait_ms double precision, OUT block_ms double precision)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
DECLARE
  counted_for CONSTANT interval := window_ms * interval '1 millisecond';
  -- So long a person waits at most because the last slots are in use.
  soon CONSTANT interval := counted_for / 5;
  allowed integer;
  slowed boolean;
  kept integer := kept_free;
BEGIN
  -- The first is any number of our own: all processes that claim for an address wait for each other at the pair. Two
  -- addresses with the same hash wait for each other as well, and are counted rightly.
  PERFORM pg_advisory_xact_lock(4815162, hashtext(of_service || ' ' || of_egress));
  SELECT extract(epoch FROM max(blocks_to) - clock_timestamp()) * 1000, max(slows_to) > clock_timestamp()
  INTO block_ms, slowed FROM outgoing_requests WHERE service = of_service AND egress = of_egress;
  IF block_ms > 0 THEN
    RETURN;
  END IF;
  block_ms := NULL;
  allowed := CASE WHEN slowed THEN at_most / 2 ELSE at_most END;
  -- The last slots are kept for people, unless the next one is free soon and no person waits.
  IF kept_free > 0 AND NOT slowed IS TRUE THEN
    SELECT CASE WHEN bool_or(waited_at > clock_timestamp() - counted_for) IS NOT TRUE
      AND min(least(counts_to, clock_timestamp())) FILTER (WHERE counts_to > clock_timestamp() - counted_for)
        <= clock_timestamp() - counted_for + soon THEN 0 ELSE kept_free END
    INTO kept FROM outgoing_requests WHERE service = of_service AND egress = of_egress;
  END IF;
  allowed := greatest(allowed - kept, 1);
  WITH swept AS (
    -- An answer comes within twenty seconds of its bound, and a 429 is remembered for a minute.
    DELETE FROM outgoing_requests WHERE service = of_service AND egress = of_egress
      AND counts_to < clock_timestamp() - greatest(2 * counted_for, interval '20 seconds')
      AND (coalesce(slows_to, blocks_to) IS NULL
        OR greatest(slows_to, blocks_to, counts_to + interval '1 minute') < clock_timestamp())
  ), counting AS (
    -- An unanswered one is free at the earliest a whole window from now.
    SELECT least(counts_to, clock_timestamp()) + counted_for AS free_at
    FROM outgoing_requests
    WHERE service = of_service AND egress = of_egress AND counts_to > clock_timestamp() - counted_for
  ), taken AS (
    SELECT count(*) AS number FROM counting
  ), claimed AS (
    INSERT INTO outgoing_requests (service, egress, claimed_at, counts_to)
    SELECT of_service, of_egress, clock_timestamp(), clock_timestamp() + under_way_ms * interval '1 millisecond'
    FROM taken WHERE number < allowed
    RETURNING id
  )
  SELECT
    (SELECT id FROM claimed),
    (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
      OFFSET greatest((SELECT number FROM taken) - allowed, 0) LIMIT 1)
  INTO slot_id, wait_ms;
  IF slot_id IS NULL AND kept_free = 0 THEN
    INSERT INTO outgoing_requests (service, egress, claimed_at, counts_to, waited_at)
    SELECT of_service, of_egress, clock_timestamp(), clock_timestamp() - counted_for, clock_timestamp()
    WHERE NOT EXISTS (SELECT FROM outgoing_requests WHERE service = of_service AND egress = of_egress
      AND waited_at > clock_timestamp() - counted_for / 2);
  ELSIF slot_id IS NULL AND kept > 0 THEN
    wait_ms := greatest(wait_ms - extract(epoch FROM soon) * 1000, 1);
  END IF;
END $function$;

CREATE OR REPLACE FUNCTION public.clear_facts_to_plan(account uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.count_settled()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP <> 'INSERT' AND OLD.state = ANY (TG_ARGV) THEN
    INSERT INTO settled_counts (kind, state, change) VALUES (TG_TABLE_NAME, OLD.state, -1);
  END IF;
  IF TG_OP <> 'DELETE' AND NEW.state = ANY (TG_ARGV) THEN
    INSERT INTO settled_counts (kind, state, change) VALUES (TG_TABLE_NAME, NEW.state, 1);
  END IF;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.delete_payload()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM event_payloads
    WHERE account_id = OLD.account_id AND event_row_id = OLD.id AND received_at = OLD.received_at;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.keep_audit_entries()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF TG_OP = 'DELETE' THEN
    IF OLD.account_id::text = current_setting('audit.deleted_account', true) THEN RETURN OLD; END IF;
  END IF;
  RAISE EXCEPTION 'audit_entries is append-only';
END $function$;

CREATE OR REPLACE FUNCTION public.mark_facts_to_plan()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM FROM customers c WHERE (c.account_id, c.id) IN (
      SELECT account_id, customer_id FROM changed WHERE planned_at IS NULL AND customer_id IS NOT NULL)
    ORDER BY c.id FOR KEY SHARE;
  UPDATE customers c SET facts_to_plan = true WHERE NOT c.facts_to_plan AND (c.account_id, c.id) IN (
    SELECT account_id, customer_id FROM changed WHERE planned_at IS NULL AND customer_id IS NOT NULL);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.mark_invoice(account uuid, source_kind text, source text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO invoice_changes (account_id, kind, source_id)
    SELECT a.id, source_kind, source FROM accounts a WHERE a.id = account AND (a.settings ->> 'invoices' = 'on'
      OR EXISTS (SELECT FROM invoice_elements e WHERE e.account_id = a.id AND e.kind = source_kind AND e.source_id = source));
END $function$;

CREATE OR REPLACE FUNCTION public.mark_invoices_of(account uuid, customer uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO invoice_changes (account_id, kind, source_id)
    SELECT o.account_id, 'order', o.order_id FROM orders o JOIN accounts a ON a.id = o.account_id
      WHERE o.account_id = account AND o.customer_id = customer AND o.live
        AND (a.settings ->> 'invoices' = 'on' OR EXISTS (SELECT FROM invoice_elements e
          WHERE e.account_id = o.account_id AND e.kind = 'order' AND e.source_id = o.order_id));
END $function$;

CREATE OR REPLACE FUNCTION public.mark_links_invoices()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM mark_invoices_of(coalesce(NEW.account_id, OLD.account_id), coalesce(NEW.customer_id, OLD.customer_id));
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.mark_orders_invoices()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO invoice_changes (account_id, kind, source_id)
    SELECT DISTINCT c.account_id, 'order', c.order_id FROM changed c JOIN accounts a ON a.id = c.account_id
      WHERE a.settings ->> 'invoices' = 'on' OR EXISTS (SELECT FROM invoice_elements e
        WHERE e.account_id = c.account_id AND e.kind = 'order' AND e.source_id = c.order_id);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.mark_payment_link_invoice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM mark_invoice(NEW.account_id, 'payment_link', NEW.id::text);
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.mark_planned_invoice()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM mark_invoice(NEW.account_id, 'order', NEW.order_id);
  RETURN NULL;
END $function$;

CREATE TRIGGER accounts_announce AFTER UPDATE OF settings, webhook_secret ON accounts FOR EACH ROW WHEN (old.settings IS DISTINCT FROM new.settings OR old.webhook_secret IS DISTINCT FROM new.webhook_secret) EXECUTE FUNCTION announce_account();

CREATE TRIGGER audit_entries_append_only BEFORE DELETE OR UPDATE ON audit_entries FOR EACH ROW EXECUTE FUNCTION keep_audit_entries();

CREATE TRIGGER audit_entries_not_emptied BEFORE TRUNCATE ON audit_entries FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_entries();

CREATE TRIGGER customer_leads_announce AFTER INSERT OR DELETE OR UPDATE ON customer_leads FOR EACH ROW EXECUTE FUNCTION announce_lead();

CREATE TRIGGER customer_leads_announce_customer AFTER INSERT OR DELETE OR UPDATE ON customer_leads FOR EACH ROW EXECUTE FUNCTION announce_customer();

CREATE TRIGGER customer_leads_mark AFTER INSERT OR DELETE ON customer_leads FOR EACH ROW EXECUTE FUNCTION mark_links_invoices();

CREATE TRIGGER customer_leads_mark_update AFTER UPDATE ON customer_leads FOR EACH ROW WHEN (old.customer_id IS DISTINCT FROM new.customer_id OR old.lead_id IS DISTINCT FROM new.lead_id OR old.contact_id IS DISTINCT FROM new.contact_id OR old.reason IS DISTINCT FROM new.reason OR old.since IS DISTINCT FROM new.since OR old.removed_at IS DISTINCT FROM new.removed_at) EXECUTE FUNCTION mark_links_invoices();

CREATE TRIGGER customers_announce_address AFTER INSERT ON customers FOR EACH ROW WHEN (new.email_folded IS NOT NULL) EXECUTE FUNCTION announce_address();

CREATE TRIGGER customers_announce_delete AFTER DELETE ON customers REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_waiting();

CREATE TRIGGER customers_announce_insert AFTER INSERT ON customers REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_waiting();

CREATE TRIGGER customers_announce_new_address AFTER UPDATE OF email_folded ON customers FOR EACH ROW WHEN (new.email_folded IS DISTINCT FROM old.email_folded AND new.email_folded IS NOT NULL) EXECUTE FUNCTION announce_address();

CREATE TRIGGER customers_announce_update AFTER UPDATE ON customers REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers();

CREATE TRIGGER effects_settled_delete AFTER DELETE ON effects FOR EACH ROW WHEN (old.state = ANY (ARRAY['failed'::text, 'skipped'::text])) EXECUTE FUNCTION count_settled('failed', 'skipped');

CREATE TRIGGER effects_settled_insert AFTER INSERT ON effects FOR EACH ROW WHEN (new.state = ANY (ARRAY['failed'::text, 'skipped'::text])) EXECUTE FUNCTION count_settled('failed', 'skipped');

CREATE TRIGGER effects_settled_update AFTER UPDATE OF state ON effects FOR EACH ROW WHEN (old.state <> new.state AND ((old.state = ANY (ARRAY['failed'::text, 'skipped'::text])) OR (new.state = ANY (ARRAY['failed'::text, 'skipped'::text])))) EXECUTE FUNCTION count_settled('failed', 'skipped');

CREATE TRIGGER events_delete_payload AFTER DELETE ON events FOR EACH ROW WHEN (old.payload IS NULL) EXECUTE FUNCTION delete_payload();

CREATE TRIGGER events_reduce_payload AFTER UPDATE OF payload ON events FOR EACH ROW WHEN (old.payload IS NULL AND new.payload IS NOT NULL) EXECUTE FUNCTION delete_payload();

CREATE TRIGGER events_settled_delete AFTER DELETE ON events FOR EACH ROW WHEN (old.state = ANY (ARRAY['failed'::text, 'unknown'::text, 'unreadable'::text])) EXECUTE FUNCTION count_settled('failed', 'unknown', 'unreadable');

CREATE TRIGGER events_settled_insert AFTER INSERT ON events FOR EACH ROW WHEN (new.state = ANY (ARRAY['failed'::text, 'unknown'::text, 'unreadable'::text])) EXECUTE FUNCTION count_settled('failed', 'unknown', 'unreadable');

CREATE TRIGGER events_settled_update AFTER UPDATE OF state ON events FOR EACH ROW WHEN (old.state <> new.state AND ((old.state = ANY (ARRAY['failed'::text, 'unknown'::text, 'unreadable'::text])) OR (new.state = ANY (ARRAY['failed'::text, 'unknown'::text, 'unreadable'::text])))) EXECUTE FUNCTION count_settled('failed', 'unknown', 'unreadable');

CREATE TRIGGER facts_announce_delete AFTER DELETE ON facts REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER facts_announce_insert AFTER INSERT ON facts REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER facts_announce_update AFTER UPDATE ON facts REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER facts_mark AFTER UPDATE OF lead_id ON facts FOR EACH ROW WHEN (new.order_id IS NOT NULL AND new.live AND old.lead_id IS DISTINCT FROM new.lead_id) EXECUTE FUNCTION mark_planned_invoice();

CREATE TRIGGER facts_to_plan_insert AFTER INSERT ON facts REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_to_plan();

CREATE TRIGGER facts_to_plan_update AFTER UPDATE ON facts REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_facts_to_plan();

CREATE TRIGGER orders_announce_delete AFTER DELETE ON orders REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER orders_announce_insert AFTER INSERT ON orders REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER orders_announce_update AFTER UPDATE ON orders REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER orders_mark_delete AFTER DELETE ON orders REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices();

CREATE TRIGGER orders_mark_insert AFTER INSERT ON orders REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices();

CREATE TRIGGER orders_mark_update AFTER UPDATE ON orders REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices();

CREATE TRIGGER payment_links_announce AFTER INSERT OR UPDATE ON payment_links FOR EACH ROW EXECUTE FUNCTION announce_lead();

CREATE TRIGGER payment_links_mark AFTER INSERT OR UPDATE OF email, expires_at ON payment_links FOR EACH ROW EXECUTE FUNCTION mark_payment_link_invoice();

CREATE TRIGGER refunds_announce_delete AFTER DELETE ON refunds REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_refunds_leads();

CREATE TRIGGER refunds_announce_insert AFTER INSERT ON refunds REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_refunds_leads();

CREATE TRIGGER refunds_announce_update AFTER UPDATE ON refunds REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_refunds_leads();

CREATE TRIGGER refunds_mark_delete AFTER DELETE ON refunds REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices();

CREATE TRIGGER refunds_mark_insert AFTER INSERT ON refunds REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices();

CREATE TRIGGER refunds_mark_update AFTER UPDATE ON refunds REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION mark_orders_invoices();

CREATE TRIGGER subscriptions_announce_delete AFTER DELETE ON subscriptions REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER subscriptions_announce_insert AFTER INSERT ON subscriptions REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();

CREATE TRIGGER subscriptions_announce_update AFTER UPDATE ON subscriptions REFERENCING OLD TABLE AS former NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION announce_customers_leads();
