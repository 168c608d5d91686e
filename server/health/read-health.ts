import { z } from 'zod';
import { isStillToDo } from '../delivery/effects/pending-effect.ts';
import { leadGone } from '../delivery/leads/gone-leads.ts';
import type { Database } from '../platform/database/database.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { healthFactsSchema, healthOf } from './health.ts';
import type { HealthEntry } from './health-entry.ts';
import { shortestGap, shortestSilence } from './webhook-silence.ts';

/** The problems of an account; an uninstalled one has none. @param now ms */
export async function readHealth(
  database: Pick<Database, 'query'>,
  now: number,
  accountId: string,
): Promise<readonly HealthEntry[]> {
  const [facts] = await readHealthFacts(database, now, [accountId]);
  return facts === undefined ? [] : healthOf(facts, now);
}

/** The state of accounts, by which `healthOf` tells their problems; uninstalled accounts are left out. @param now ms */
export function readHealthFacts(database: Pick<Database, 'query'>, now: number, accountIds: readonly string[]) {
  return queryRows(database, rowSchema, readFacts, [new Date(now).toISOString(), [...accountIds]]);
}

const rowSchema = healthFactsSchema.extend({ accountId: z.string() });

/**
 * Each part finds its few rows by a partial index. The rhythm needs a month of webhooks, so it is read only for
 * accounts whose last webhook is old. An effect has waited since it was due; after five attempts, since it was created,
 * because each attempt moves its due time.
 */
const readFacts = `
  SELECT a."id"::text AS "accountId",
    json_build_object('renewedAt', coalesce(t."refreshed_at", a."installed_at"),
      'isRenewed', t."refresh_token" IS NOT NULL, 'isRefused', a."state" = 'needs_reauthorization') AS token,
    CASE WHEN r."firstAt" IS NOT NULL THEN to_json(r) END AS webhooks,
    to_json(e) AS events, to_json(f) AS effects, to_json(b) AS failures
  FROM "accounts" a LEFT JOIN "kommo_tokens" t ON t."account_id" = a."id"
  CROSS JOIN LATERAL (
    SELECT max("received_at") AS "lastAt" FROM "events"
    WHERE "account_id" = a."id" AND "source" = 'webhook' AND "live") w
  CROSS JOIN LATERAL (
    SELECT w."lastAt", min(came) AS "firstAt", count(DISTINCT date_trunc('hour', came))::int AS "activeHours",
      coalesce(array_agg(gap) FILTER (WHERE gap >= ${shortestGap}), '{}') AS gaps
    FROM (
      SELECT "received_at" AS came,
        (extract(epoch FROM "received_at" - lag("received_at") OVER (ORDER BY "received_at")) * 1000)::float8 AS gap
      FROM "events"
      WHERE "account_id" = a."id" AND "source" = 'webhook' AND "live"
        AND "received_at" > w."lastAt" - interval '30 days'
        AND w."lastAt" < $1::timestamptz - ${shortestSilence} * interval '1 millisecond') webhooks) r
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count, min("received_at") AS since FROM "events"
    WHERE "account_id" = a."id" AND "state" = 'received') e
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS count,
      min(CASE WHEN "attempts" >= 5 THEN "created_at" ELSE "next_attempt" END) AS since FROM "effects" f
    WHERE "account_id" = a."id" AND ("attempts" >= 5 OR "next_attempt" <= $1::timestamptz) AND ${isStillToDo}) f
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT "lead_id")::int AS leads, count(*)::int AS effects,
      min(coalesce("sent_at", "created_at")) AS since FROM "effects"
    WHERE "account_id" = a."id" AND "state" = 'failed' AND "last_error" IS DISTINCT FROM '${leadGone}'
      AND coalesce("sent_at", "created_at") > $1::timestamptz - interval '7 days') b
  WHERE a."state" <> 'uninstalled' AND a."id" = ANY($2::uuid[])
  ORDER BY a."id"`;
