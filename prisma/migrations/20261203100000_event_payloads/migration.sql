-- Raw events, in a partition for each month in which they were received: docs/decisions/0029-raw-events-by-month.md
-- An event that arrived before keeps its text in events until it is old enough to be reduced there: moving it would write
-- every payload a second time, and hold up the start for as long. Nothing is rewritten here.
ALTER TABLE "events" ALTER COLUMN "payload" DROP NOT NULL;

CREATE TABLE "event_payloads" (
  "account_id" uuid NOT NULL,
  "event_row_id" bigint NOT NULL,
  "received_at" timestamptz(3) NOT NULL,
  "bytes" integer NOT NULL,
  "packed" bytea NOT NULL,
  CONSTRAINT "event_payloads_pkey" PRIMARY KEY ("account_id", "event_row_id", "received_at")
) PARTITION BY RANGE ("received_at");

-- Postgres need not try to compress what is compressed.
ALTER TABLE "event_payloads" ALTER COLUMN "packed" SET STORAGE EXTERNAL;

-- The months, in a schema of their own: they come and go while the tables of this schema stay as they are.
CREATE SCHEMA IF NOT EXISTS "payload_months";

-- Takes what no month takes, so that none is ever refused.
CREATE TABLE IF NOT EXISTS "payload_months"."other" PARTITION OF "event_payloads" DEFAULT;

-- Adds the month of a moment, unless it is there. A month of which rows are among the others stays there. Waits only for a
-- moment for the statements under way, because deliveries wait behind it; whoever calls it again makes up for it.
CREATE FUNCTION add_payload_month(moment timestamptz) RETURNS void LANGUAGE plpgsql SET lock_timeout = '200ms' AS $$
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
END $$;

SELECT add_payload_month(now() + n * interval '1 month') FROM generate_series(0, 2) n;

-- A raw payload goes with its event, or once the event has a reduced one. Row by row, because as a set Postgres would rather read
-- every month than look into one for each event.
CREATE FUNCTION delete_payload() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM event_payloads
    WHERE account_id = OLD.account_id AND event_row_id = OLD.id AND received_at = OLD.received_at;
  RETURN NULL;
END $$;
CREATE TRIGGER events_delete_payload AFTER DELETE ON events FOR EACH ROW WHEN (OLD.payload IS NULL)
  EXECUTE FUNCTION delete_payload();
CREATE TRIGGER events_reduce_payload AFTER UPDATE OF payload ON events FOR EACH ROW
  WHEN (OLD.payload IS NULL AND NEW.payload IS NOT NULL) EXECUTE FUNCTION delete_payload();
