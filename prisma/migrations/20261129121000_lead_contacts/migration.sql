-- Whose leads they are: the name of a lead is often its contact's.
ALTER TABLE "leads" ADD COLUMN "contact_ids" BIGINT[] NOT NULL DEFAULT ARRAY[]::BIGINT[];
