-- Which version of the reader an event was read with, so that a later one reads again what an earlier did not understand.
ALTER TABLE "events" ADD COLUMN "reader_version" integer;
-- Events that no version has understood yet.
CREATE INDEX "events_not_understood_idx" ON "events" ("reader_version") WHERE "state" IN ('unknown', 'unreadable');
