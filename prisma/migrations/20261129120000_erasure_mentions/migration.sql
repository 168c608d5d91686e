-- By what other customers' matching names a person who is being erased, and when a failed erasure is tried again.
ALTER TABLE "erasures"
  ADD COLUMN "contact_ids" BIGINT[] NOT NULL DEFAULT ARRAY[]::BIGINT[],
  ADD COLUMN "lead_ids" BIGINT[] NOT NULL DEFAULT ARRAY[]::BIGINT[],
  ADD COLUMN "retry_at" TIMESTAMPTZ(3),
  ADD COLUMN "problem" TEXT;
