-- The states of a lead to be created, checked as 20261130030000_known_words does for the other tables. Costs a moment's lock of
-- the table; the rows that exist are read by the next migration.
ALTER TABLE "lead_creations"
  ADD CONSTRAINT "lead_creations_state_check" CHECK ("state" IN ('wanted', 'sending', 'uncertain', 'done', 'failed')) NOT VALID;
