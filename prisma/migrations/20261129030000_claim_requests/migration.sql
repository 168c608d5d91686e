-- Each claims a request if fewer than at_most count; otherwise says after how many ms it is worth asking again. One call
-- instead of a transaction of four, because every request to Kommo and FastSpring begins with it. What follows the lock
-- is a statement of its own, because the count must see what the lock's last holder has committed.

CREATE FUNCTION claim_kommo_request(at_most integer, window_ms integer, OUT slot_id bigint, OUT wait_ms double precision)
LANGUAGE plpgsql AS $$
DECLARE
  counted_for CONSTANT interval := window_ms * interval '1 millisecond';
BEGIN
  -- Any number of our own: all processes that claim wait for each other at it.
  PERFORM pg_advisory_xact_lock(4815162);
  WITH swept AS (
    DELETE FROM kommo_requests WHERE counts_to < clock_timestamp() - 10 * counted_for
  ), counting AS (
    -- An unanswered one is free at the earliest a whole window from now.
    SELECT least(counts_to, clock_timestamp()) + counted_for AS free_at
    FROM kommo_requests WHERE counts_to > clock_timestamp() - counted_for
  ), taken AS (
    SELECT count(*) AS number FROM counting
  ), claimed AS (
    INSERT INTO kommo_requests (claimed_at, counts_to)
    SELECT clock_timestamp(), clock_timestamp() + interval '3 seconds' FROM taken WHERE number < at_most
    RETURNING id
  )
  SELECT
    (SELECT id FROM claimed),
    (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
      OFFSET greatest((SELECT number FROM taken) - at_most, 0) LIMIT 1)
  INTO slot_id, wait_ms;
END $$;

CREATE FUNCTION claim_fastspring_request(at_most integer, under_way_at_most integer, OUT slot_id bigint, OUT wait_ms double precision)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(2342108);
  WITH swept AS (
    DELETE FROM fastspring_requests WHERE counts_to < clock_timestamp() - interval '2 minutes'
      AND (blocks_to IS NULL OR blocks_to < clock_timestamp())
  ), blocked AS (
    SELECT max(blocks_to) AS until FROM fastspring_requests WHERE blocks_to > clock_timestamp()
  ), counting AS (
    -- An unanswered one is free at the earliest a minute from now.
    SELECT least(counts_to, clock_timestamp()) + interval '1 minute' AS free_at
    FROM fastspring_requests WHERE counts_to > clock_timestamp() - interval '1 minute'
  ), taken AS (
    SELECT count(*) AS number FROM counting
  ), claimed AS (
    INSERT INTO fastspring_requests (counts_to)
    SELECT clock_timestamp() + under_way_at_most * interval '1 second'
    FROM taken, blocked WHERE number < at_most AND until IS NULL
    RETURNING id
  )
  SELECT
    (SELECT id FROM claimed),
    coalesce(
      (SELECT extract(epoch FROM until - clock_timestamp()) * 1000 FROM blocked),
      (SELECT extract(epoch FROM free_at - clock_timestamp()) * 1000 FROM counting ORDER BY free_at
        OFFSET greatest((SELECT number FROM taken) - at_most, 0) LIMIT 1))
  INTO slot_id, wait_ms;
END $$;
