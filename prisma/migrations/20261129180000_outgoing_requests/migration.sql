-- One table and one function for the requests that count against a service's limit, Kommo's or FastSpring's. What counts
-- goes on counting, and a 429 goes on holding back.

CREATE TABLE "outgoing_requests" (
  "id" BIGSERIAL PRIMARY KEY,
  "service" TEXT NOT NULL,
  "claimed_at" TIMESTAMPTZ(6) NOT NULL,
  "counts_to" TIMESTAMPTZ(6) NOT NULL,
  "slows_to" TIMESTAMPTZ(6),
  "blocks_to" TIMESTAMPTZ(6)
);

INSERT INTO "outgoing_requests" ("service", "claimed_at", "counts_to", "slows_to", "blocks_to")
  SELECT 'kommo', "claimed_at", "counts_to", "slows_to", "pauses_to" FROM "kommo_requests"
  UNION ALL SELECT 'fastspring', "counts_to", "counts_to", NULL, "blocks_to" FROM "fastspring_requests";

DROP FUNCTION claim_kommo_request(integer, integer, integer);
DROP FUNCTION claim_fastspring_request(integer, integer);
DROP TABLE "kommo_requests";
DROP TABLE "fastspring_requests";

-- Claims a request if fewer than at_most count, or half of that while the service is slowed, and kept_free stay free
-- beside it; otherwise says after how many ms it is worth asking again. One call instead of a transaction of four, because
-- every request begins with it. What follows the lock are statements of their own, because the count must see what the
-- lock's last holder has committed.
CREATE FUNCTION claim_outgoing_request(of_service text, at_most integer, kept_free integer, window_ms integer,
  under_way_ms integer, OUT slot_id bigint, OUT wait_ms double precision, OUT block_ms double precision)
LANGUAGE plpgsql AS $$
DECLARE
  counted_for CONSTANT interval := window_ms * interval '1 millisecond';
  allowed integer;
  slowed boolean;
BEGIN
  -- The first is any number of our own: all processes that claim for a service wait for each other at the pair.
  PERFORM pg_advisory_xact_lock(4815162, hashtext(of_service));
  SELECT extract(epoch FROM max(blocks_to) - clock_timestamp()) * 1000, max(slows_to) > clock_timestamp()
  INTO block_ms, slowed FROM outgoing_requests WHERE service = of_service;
  IF block_ms > 0 THEN
    RETURN;
  END IF;
  block_ms := NULL;
  allowed := greatest(CASE WHEN slowed THEN at_most / 2 ELSE at_most END - kept_free, 1);
  WITH swept AS (
    -- An answer comes within twenty seconds of its bound, and a 429 is remembered for a minute.
    DELETE FROM outgoing_requests WHERE service = of_service
      AND counts_to < clock_timestamp() - greatest(2 * counted_for, interval '20 seconds')
      AND (coalesce(slows_to, blocks_to) IS NULL
        OR greatest(slows_to, blocks_to, counts_to + interval '1 minute') < clock_timestamp())
  ), counting AS (
    -- An unanswered one is free at the earliest a whole window from now.
    SELECT least(counts_to, clock_timestamp()) + counted_for AS free_at
    FROM outgoing_requests WHERE service = of_service AND counts_to > clock_timestamp() - counted_for
  ), taken AS (
    SELECT count(*) AS number FROM counting
  ), claimed AS (
    INSERT INTO outgoing_requests (service, claimed_at, counts_to)
    SELECT of_service, clock_timestamp(), clock_timestamp() + under_way_ms * interval '1 millisecond'
    FROM taken WHERE number < allowed
    RETURNING id
  )
  SELECT
    (SELECT id FROM claimed),
    (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
      OFFSET greatest((SELECT number FROM taken) - allowed, 0) LIMIT 1)
  INTO slot_id, wait_ms;
END $$;
