-- Kommo counts requests by address (https://developers.kommo.com/docs/http-codes), so a 429 concerns every account: it
-- halves the pace until slows_to, and from the second within a minute on nothing is sent until pauses_to.

ALTER TABLE "kommo_requests" ADD COLUMN "slows_to" TIMESTAMPTZ(6), ADD COLUMN "pauses_to" TIMESTAMPTZ(6);

DROP FUNCTION claim_kommo_request(integer, integer);

CREATE FUNCTION claim_kommo_request(at_most integer, kept_free integer, window_ms integer, OUT slot_id bigint,
  OUT wait_ms double precision, OUT pause_ms double precision)
LANGUAGE plpgsql AS $$
DECLARE
  counted_for CONSTANT interval := window_ms * interval '1 millisecond';
  allowed integer;
  slowed boolean;
BEGIN
  -- Any number of our own: all processes that claim wait for each other at it.
  PERFORM pg_advisory_xact_lock(4815162);
  SELECT extract(epoch FROM max(pauses_to) - clock_timestamp()) * 1000, max(slows_to) > clock_timestamp()
  INTO pause_ms, slowed FROM kommo_requests WHERE slows_to IS NOT NULL;
  IF pause_ms > 0 THEN
    RETURN;
  END IF;
  pause_ms := NULL;
  allowed := greatest(CASE WHEN slowed THEN at_most / 2 ELSE at_most END - kept_free, 1);
  WITH swept AS (
    -- An answer comes within twenty seconds of its claim, and a 429 is remembered for a minute.
    DELETE FROM kommo_requests WHERE counts_to < clock_timestamp() - greatest(10 * counted_for, interval '20 seconds')
      AND (slows_to IS NULL OR greatest(slows_to, counts_to + interval '1 minute') < clock_timestamp())
  ), counting AS (
    -- An unanswered one is free at the earliest a whole window from now.
    SELECT least(counts_to, clock_timestamp()) + counted_for AS free_at
    FROM kommo_requests WHERE counts_to > clock_timestamp() - counted_for
  ), taken AS (
    SELECT count(*) AS number FROM counting
  ), claimed AS (
    INSERT INTO kommo_requests (claimed_at, counts_to)
    SELECT clock_timestamp(), clock_timestamp() + interval '3 seconds' FROM taken WHERE number < allowed
    RETURNING id
  )
  SELECT
    (SELECT id FROM claimed),
    (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
      OFFSET greatest((SELECT number FROM taken) - allowed, 0) LIMIT 1)
  INTO slot_id, wait_ms;
END $$;
