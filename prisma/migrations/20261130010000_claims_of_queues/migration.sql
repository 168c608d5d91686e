-- The job queue knows which process works on what. Dropping a column takes a moment and rewrites nothing.
ALTER TABLE "reconciliations" DROP COLUMN "claim", DROP COLUMN "claimed_to";
ALTER TABLE "imports" DROP COLUMN "claim", DROP COLUMN "claimed_to";
