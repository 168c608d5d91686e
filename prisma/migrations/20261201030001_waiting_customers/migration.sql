-- The list of unmatched customers, its filters and its count, for accounts with hundreds of thousands of them. Each index is
-- partial: a linked customer costs nothing. Building them reads "customers" and "orders" once.

-- In the order of the list. A customer without a payment, which only an interrupted recording leaves, comes last.
CREATE INDEX "customers_waiting_idx" ON "customers"
  ("account_id", (coalesce("last_fact_at", 'epoch'::timestamptz)) DESC, "id" DESC)
  WHERE "match_state" = 'unmatched' AND "not_relevant_at" IS NULL;
CREATE INDEX "customers_not_relevant_idx" ON "customers"
  ("account_id", (coalesce("last_fact_at", 'epoch'::timestamptz)) DESC, "id" DESC)
  WHERE "match_state" = 'unmatched' AND "not_relevant_at" IS NOT NULL;
CREATE INDEX "customers_with_candidates_idx" ON "customers"
  ("account_id", (coalesce("last_fact_at", 'epoch'::timestamptz)) DESC, "id" DESC)
  WHERE "match_state" = 'unmatched' AND "not_relevant_at" IS NULL AND "match" @? '$.candidates[*].leadId ? (@ != null)';

-- Every three characters in a row, so that a search for a part of a word can use an index. pg_trgm would do the same, but
-- an extension needs rights that a hosted database may not give. Expensive, so that no plan computes it for every row.
CREATE FUNCTION search_pieces(words text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 100000 AS $$
  SELECT ARRAY(SELECT DISTINCT substr(low, at, 3) FROM lower(left(words, 700)) low, generate_series(1, length(low) - 2) at)
$$;
CREATE FUNCTION searched_words(email text, name text, company text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT lower(coalesce(left(email, 320), '') || E'\n' || coalesce(left(name, 200), '') || E'\n' || coalesce(left(company, 170), ''))
$$;
CREATE INDEX "customers_search_idx" ON "customers" USING gin (search_pieces(searched_words("email", "name", "company")))
  WHERE "match_state" = 'unmatched';

-- The buyer of an order by its reference, and of payments in a currency.
CREATE INDEX "orders_reference_idx" ON "orders" ("account_id", lower("reference") text_pattern_ops);
CREATE INDEX "orders_amount_idx" ON "orders" ("account_id", "currency", "total") WHERE "live" AND "state" = 'completed';
