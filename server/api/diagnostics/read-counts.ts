import { z } from 'zod';
import { understoodEventTypes } from '../../fastspring/catalogue.ts';
import type { Database } from '../../platform/database/database.ts';
import { Prisma } from '../../platform/database/generated/client.ts';
import { queryRows, readRows } from '../../platform/database/read-rows.ts';
import { errorCode, errorName } from './error-code.ts';

type Query = Database['query'];
type Row = Readonly<Record<string, string | number | boolean | null>>;

const countRow = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));

/** FastSpring writes the types: an unknown one may be any text. */
const knownType = `CASE WHEN "type" IN (${understoodEventTypes.map((type) => `'${type}'`).join(', ')}) THEN "type" ELSE 'other' END`;
const hourOf = (column: string) => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24":00Z"')`;
const percentiles = (seconds: string) =>
  Object.entries({ median: 0.5, p95: 0.95, longest: 1 })
    .map(([name, part]) => `${percentile(part, seconds)} AS "${name}"`)
    .join(', ');
const percentile = (part: number, seconds: string) =>
  `round((percentile_cont(${part}) WITHIN GROUP (ORDER BY extract(epoch FROM ${seconds})))::numeric, 3)::float8`;

interface Group {
  readonly from: string;
  /** names of the answer, and what they are in SQL */
  readonly by: Readonly<Record<string, string>>;
  readonly where?: string;
}

/** What is counted, by what; all of it the program's own words. */
const groups: Readonly<Record<string, Group>> = {
  events: {
    from: 'events',
    by: { type: knownType, state: '"state"', source: '"source"', live: '"live"', reader: '"reader_version"' },
  },
  eventsByHour: {
    from: 'events',
    by: { hour: hourOf('"received_at"'), state: '"state"' },
    where: `"received_at" > now() - interval '48 hours'`,
  },
  effects: { from: 'effects', by: { kind: '"kind"', state: '"state"' } },
  effectsDoneByHour: {
    from: 'effects',
    by: { hour: hourOf('"done_at"'), kind: '"kind"' },
    where: `"done_at" > now() - interval '48 hours'`,
  },
  customers: { from: 'customers', by: { state: '"match_state"', waits: '"next_match_at" IS NOT NULL' } },
  links: { from: 'customer_leads', by: { reason: '"reason"', removed: '"removed_at" IS NOT NULL' } },
  facts: {
    from: 'facts',
    by: { imported: '"imported"', planned: '"planned_at" IS NOT NULL', onLead: '"lead_id" IS NOT NULL' },
  },
  orders: { from: 'orders', by: { kind: '"kind"', state: '"state"', live: '"live"' } },
  subscriptions: { from: 'subscriptions', by: { state: '"state"', live: '"live"' } },
  refunds: { from: 'refunds', by: { kind: '"kind"', live: '"live"' } },
  paymentLinks: { from: 'payment_links', by: { kind: '"kind"', opened: '"opened_at" IS NOT NULL' } },
  leadCreations: { from: 'lead_creations', by: { state: '"state"' } },
  imports: { from: 'imports', by: { state: '"state"', paused: '"paused"', kommo: '"kommo"' } },
  erasures: { from: 'erasures', by: { step: '"step"' } },
  kommoWebhooks: { from: 'kommo_webhooks', by: { state: '"state"' } },
  kommoChanges: { from: 'kommo_changes', by: { entity: '"entity"', gone: '"gone"' } },
  fastspringLookups: { from: 'fastspring_account_lookups', by: { outcome: '"outcome"' } },
  formerAddresses: { from: 'former_webhook_keys', by: { sender: '"sender"' } },
  audit: { from: 'audit_entries', by: { action: '"action"' } },
};

/** How much of everything there is, by state, type and hour. */
export async function readCounts(query: Query, accountId: string): Promise<Readonly<Record<string, readonly Row[]>>> {
  const counts: Record<string, readonly Row[]> = {};
  for (const [part, group] of Object.entries(groups)) {
    counts[part] = await queryRows({ query }, countRow, countOf(group), [accountId]);
  }
  return counts;
}

function countOf({ from, by, where = 'true' }: Group): string {
  const columns = Object.entries(by).map(([name, sql]) => `${sql} AS "${name}"`);
  const places = columns.map((_, index) => index + 1).join(', ');
  return `SELECT ${columns.join(', ')}, count(*)::int AS "count" FROM "${from}"
    WHERE "account_id" = $1::uuid AND ${where} GROUP BY ${places} ORDER BY ${places}`;
}

/** Of the last day, in seconds: from FastSpring's event until it was stored, and from an effect's plan until Kommo had it. */
export async function readTimings(query: Query, accountId: string): Promise<Readonly<Record<string, readonly Row[]>>> {
  const webhooks = await readRows({ query }, countRow)`
    SELECT count(*)::int AS "count", ${Prisma.raw(percentiles('"received_at" - "created_at"'))} FROM "events"
    WHERE "account_id" = ${accountId}::uuid AND "source" = 'webhook' AND "created_at" IS NOT NULL
      AND "received_at" > now() - interval '1 day'`;
  const effects = await readRows({ query }, countRow)`
    SELECT "kind", count(*)::int AS "count", ${Prisma.raw(percentiles('"done_at" - "created_at"'))} FROM "effects"
    WHERE "account_id" = ${accountId}::uuid AND "done_at" > now() - interval '1 day' GROUP BY "kind" ORDER BY "kind"`;
  return { webhooks, effects };
}

const failuresRead = 1_000;
const failureRow = z.object({
  where: z.string(),
  text: z.string().nullable(),
  name: z.string().nullable(),
  at: z.coerce.date(),
});

/** The latest failures by their codes, each with how many there are and the last one's moment. */
export async function readErrors(query: Query, accountId: string): Promise<readonly Row[]> {
  const rows = await readRows({ query }, failureRow)`
    (SELECT 'event ' || "state" AS "where", NULL AS "text", "reason" ->> 'error' AS "name", "received_at" AS "at"
     FROM "events" WHERE "account_id" = ${accountId}::uuid AND "state" IN ('failed', 'unreadable')
     ORDER BY "id" DESC LIMIT ${failuresRead})
    UNION ALL
    (SELECT 'effect ' || "kind" || ' ' || "state", coalesce("last_error", ''), NULL, coalesce("sent_at", "created_at")
     FROM "effects" WHERE "account_id" = ${accountId}::uuid AND "state" IN ('failed', 'uncertain')
     ORDER BY "created_at" DESC LIMIT ${failuresRead})
    UNION ALL
    (SELECT 'lead creation ' || "state", coalesce("last_error", ''), NULL, "look_at" FROM "lead_creations"
     WHERE "account_id" = ${accountId}::uuid AND "state" IN ('failed', 'uncertain') LIMIT ${failuresRead})`;
  const failures = rows.map(({ where, text, name, at }) => ({
    ...{ where, code: text === null ? errorName(name ?? '') : errorCode(text) },
    at: at.toISOString(),
  }));
  const byCode = Map.groupBy(failures, ({ where, code }) => `${where} ${code}`);
  return [...byCode.values()].flatMap((same) => {
    const last = same.toSorted((one, other) => (one.at < other.at ? 1 : -1))[0];
    return last === undefined ? [] : [{ ...last, count: same.length }];
  });
}
