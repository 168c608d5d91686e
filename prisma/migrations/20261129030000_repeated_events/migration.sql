-- The event log says of an event that was sent again that it did nothing.
ALTER TABLE "events" ADD COLUMN "is_repeat" boolean NOT NULL DEFAULT false;
