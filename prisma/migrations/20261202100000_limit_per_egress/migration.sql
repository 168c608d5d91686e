-- Kommo counts requests by the address that they come from. A service with several outgoing addresses counts each by itself.
-- What went out before went out directly, as FastSpring's requests still do.

ALTER TABLE "outgoing_requests" ADD COLUMN "egress" TEXT NOT NULL DEFAULT 'direct';

-- A claim reads the rows of one address: without the index those of all others as well.
CREATE INDEX "outgoing_requests_service_egress_idx" ON "outgoing_requests" ("service", "egress");

DROP FUNCTION claim_outgoing_request(text, integer, integer, integer, integer);

-- As before, for one outgoing address: claims of different addresses neither count together nor wait for each other.
CREATE FUNCTION claim_outgoing_request(of_service text, of_egress text, at_most integer, kept_free integer,
  window_ms integer, under_way_ms integer, OUT slot_id bigint, OUT wait_ms double precision, OUT block_ms double precision)
LANGUAGE plpgsql AS $$
DECLARE
  counted_for CONSTANT interval := window_ms * interval '1 millisecond';
  allowed integer;
  slowed boolean;
BEGIN
  -- The first is any number of our own: all processes that claim for an address wait for each other at the pair. Two
  -- addresses with the same hash wait for each other as well, and are counted rightly.
  PERFORM pg_advisory_xact_lock(4815162, hashtext(of_service || ' ' || of_egress));
  SELECT extract(epoch FROM max(blocks_to) - clock_timestamp()) * 1000, max(slows_to) > clock_timestamp()
  INTO block_ms, slowed FROM outgoing_requests WHERE service = of_service AND egress = of_egress;
  IF block_ms > 0 THEN
    RETURN;
  END IF;
  block_ms := NULL;
  allowed := greatest(CASE WHEN slowed THEN at_most / 2 ELSE at_most END - kept_free, 1);
  WITH swept AS (
    -- An answer comes within twenty seconds of its bound, and a 429 is remembered for a minute.
    DELETE FROM outgoing_requests WHERE service = of_service AND egress = of_egress
      AND counts_to < clock_timestamp() - greatest(2 * counted_for, interval '20 seconds')
      AND (coalesce(slows_to, blocks_to) IS NULL
        OR greatest(slows_to, blocks_to, counts_to + interval '1 minute') < clock_timestamp())
  ), counting AS (
    -- An unanswered one is free at the earliest a whole window from now.
    SELECT least(counts_to, clock_timestamp()) + counted_for AS free_at
    FROM outgoing_requests
    WHERE service = of_service AND egress = of_egress AND counts_to > clock_timestamp() - counted_for
  ), taken AS (
    SELECT count(*) AS number FROM counting
  ), claimed AS (
    INSERT INTO outgoing_requests (service, egress, claimed_at, counts_to)
    SELECT of_service, of_egress, clock_timestamp(), clock_timestamp() + under_way_ms * interval '1 millisecond'
    FROM taken WHERE number < allowed
    RETURNING id
  )
  SELECT
    (SELECT id FROM claimed),
    (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
      OFFSET greatest((SELECT number FROM taken) - allowed, 0) LIMIT 1)
  INTO slot_id, wait_ms;
END $$;
