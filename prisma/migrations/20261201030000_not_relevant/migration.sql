-- Who put an unmatched customer aside as not relevant, and when. Null while the customer waits for a lead.
ALTER TABLE "customers"
  ADD COLUMN "not_relevant_at" timestamptz(3),
  ADD COLUMN "not_relevant_by" bigint;
