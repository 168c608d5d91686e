import { z } from 'zod';
import { isStillToDo } from '../delivery/effects/pending-effect.ts';
import { leadGone } from '../delivery/leads/gone-leads.ts';
import type { Database } from '../platform/database/database.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { type HealthFacts, healthOf } from './health.ts';
import type { HealthEntry } from './health-entry.ts';
import { shortestGap, shortestSilence } from './webhook-silence.ts';

export interface AccountHealth {
  readonly accountId: string;
  readonly entries: readonly HealthEntry[];
}

/**
 * The problems of each account, or of one; uninstalled accounts are left out.
 * @param now ms
 */
export async function readHealth(
  database: Pick<Database, 'query'>,
  now: number,
  accountId: string | null = null,
): Promise<readonly AccountHealth[]> {
  const rows = await queryRows(database, rowSchema, readFacts, [new Date(now).toISOString(), accountId]);
  return rows.map((row) => ({ accountId: row.id, entries: healthOf(factsOf(row), now) }));
}

const time = z.coerce.date().transform((date) => date.getTime());

const rowSchema = z.object({
  id: z.string(),
  state: z.string(),
  renewed_at: time,
  is_renewed: z.boolean(),
  last_at: time.nullable(),
  first_at: time.nullable(),
  active_hours: z.number(),
  gaps: z.array(z.number()),
  events: z.number(),
  events_since: time.nullable(),
  effects: z.number(),
  effects_since: time.nullable(),
  failed_leads: z.number(),
  failed_effects: z.number(),
  failed_since: time.nullable(),
});

function factsOf(row: z.output<typeof rowSchema>): HealthFacts {
  const { last_at: lastAt, first_at: firstAt, active_hours: activeHours, gaps } = row;
  return {
    token: {
      renewedAt: row.renewed_at,
      isRenewed: row.is_renewed,
      isRefused: row.state === 'needs_reauthorization',
    },
    webhooks: lastAt === null || firstAt === null ? null : { firstAt, lastAt, activeHours, gaps },
    events: { count: row.events, since: row.events_since },
    effects: { count: row.effects, since: row.effects_since },
    failures: { leads: row.failed_leads, effects: row.failed_effects, since: row.failed_since },
  };
}

/**
 * Each part finds its few rows by a partial index. The rhythm needs a month of webhooks, so it is read only for
 * accounts whose last webhook is old. An effect has waited since it was due; after five attempts, since it was created,
 * because each attempt moves its due time.
 */
const readFacts = `
  SELECT a."id"::text AS id, a."state" AS state, coalesce(t."refreshed_at", a."installed_at") AS renewed_at,
    t."refresh_token" IS NOT NULL AS is_renewed,
    w.last_at, r.first_at, r.active_hours, r.gaps,
    e.events, e.events_since, f.effects, f.effects_since, b.failed_leads, b.failed_effects, b.failed_since
  FROM "accounts" a LEFT JOIN "kommo_tokens" t ON t."account_id" = a."id"
  CROSS JOIN LATERAL (
    SELECT max("received_at") AS last_at FROM "events"
    WHERE "account_id" = a."id" AND "source" = 'webhook' AND "live") w
  CROSS JOIN LATERAL (
    SELECT min(came) AS first_at, count(DISTINCT date_trunc('hour', came))::int AS active_hours,
      coalesce(array_agg(gap) FILTER (WHERE gap >= ${shortestGap}), '{}') AS gaps
    FROM (
      SELECT "received_at" AS came,
        (extract(epoch FROM "received_at" - lag("received_at") OVER (ORDER BY "received_at")) * 1000)::float8 AS gap
      FROM "events"
      WHERE "account_id" = a."id" AND "source" = 'webhook' AND "live"
        AND "received_at" > w.last_at - interval '30 days'
        AND w.last_at < $1::timestamptz - ${shortestSilence} * interval '1 millisecond') webhooks) r
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS events, min("received_at") AS events_since FROM "events"
    WHERE "account_id" = a."id" AND "state" = 'received') e
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS effects,
      min(CASE WHEN "attempts" >= 5 THEN "created_at" ELSE "next_attempt" END) AS effects_since FROM "effects" f
    WHERE "account_id" = a."id" AND ("attempts" >= 5 OR "next_attempt" <= $1::timestamptz) AND ${isStillToDo}) f
  CROSS JOIN LATERAL (
    SELECT count(DISTINCT "lead_id")::int AS failed_leads, count(*)::int AS failed_effects,
      min(coalesce("sent_at", "created_at")) AS failed_since FROM "effects"
    WHERE "account_id" = a."id" AND "state" = 'failed' AND "last_error" IS DISTINCT FROM '${leadGone}'
      AND coalesce("sent_at", "created_at") > $1::timestamptz - interval '7 days') b
  WHERE a."state" <> 'uninstalled' AND ($2::uuid IS NULL OR a."id" = $2::uuid)
  ORDER BY a."id"`;
