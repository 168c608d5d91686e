-- A backlog used six of seven slots, because one was always kept for people. Now it uses the last one, too, while slots come
-- back so evenly that a person waits for a fifth of a second at most; and not while a person waits.
ALTER TABLE outgoing_requests ADD COLUMN waited_at timestamptz(6);

CREATE OR REPLACE FUNCTION claim_outgoing_request(of_service text, of_egress text, at_most integer, kept_free integer,
  window_ms integer, under_way_ms integer, OUT slot_id bigint, OUT wait_ms double precision, OUT block_ms double precision)
LANGUAGE plpgsql AS $$
DECLARE
  counted_for CONSTANT interval := window_ms * interval '1 millisecond';
  -- So long a person waits at most because the last slots are in use.
  soon CONSTANT interval := counted_for / 5;
  allowed integer;
  slowed boolean;
  kept integer := kept_free;
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
  allowed := CASE WHEN slowed THEN at_most / 2 ELSE at_most END;
  -- The last slots are kept for people, unless the next one is free soon and no person waits.
  IF kept_free > 0 AND NOT slowed IS TRUE THEN
    SELECT CASE WHEN bool_or(waited_at > clock_timestamp() - counted_for) IS NOT TRUE
      AND min(least(counts_to, clock_timestamp())) FILTER (WHERE counts_to > clock_timestamp() - counted_for)
        <= clock_timestamp() - counted_for + soon THEN 0 ELSE kept_free END
    INTO kept FROM outgoing_requests WHERE service = of_service AND egress = of_egress;
  END IF;
  allowed := greatest(allowed - kept, 1);
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
  IF slot_id IS NULL AND kept_free = 0 THEN
    INSERT INTO outgoing_requests (service, egress, claimed_at, counts_to, waited_at)
    SELECT of_service, of_egress, clock_timestamp(), clock_timestamp() - counted_for, clock_timestamp()
    WHERE NOT EXISTS (SELECT FROM outgoing_requests WHERE service = of_service AND egress = of_egress
      AND waited_at > clock_timestamp() - counted_for / 2);
  ELSIF slot_id IS NULL AND kept > 0 THEN
    wait_ms := greatest(wait_ms - extract(epoch FROM soon) * 1000, 1);
  END IF;
END $$;
