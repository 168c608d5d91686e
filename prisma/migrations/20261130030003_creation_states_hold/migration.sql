-- The rows that were there before the check hold it too. The table is read once, while others read and write it.
ALTER TABLE "lead_creations" VALIDATE CONSTRAINT "lead_creations_state_check";
