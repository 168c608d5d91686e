import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { firstOfEachAccount } from '../platform/database/of-each-account.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { healthOf } from './health.ts';
import type { HealthEntry } from './health-entry.ts';
import { readHealthFacts } from './read-health.ts';
import { shortestSilence, usualUntil } from './webhook-silence.ts';

export interface AccountHealth {
  readonly accountId: string;
  readonly entries: readonly HealthEntry[];
}

/** ms, the last webhook of an account; and until when its silence is usual, as its month before shows */
interface Silence {
  readonly lastAt: number;
  readonly usualUntil: number;
}

const silentRow = z.object({
  id: z.string(),
  lastAt: z.coerce.date().transform((date) => date.getTime()),
});

/**
 * Reads the problems of all accounts that have any. Of most accounts nothing is read but their last webhook: what their month
 * before it says of their silence is remembered, because it stays the same until the next webhook.
 * @returns what reads them; its argument is now, ms
 */
export function createAllHealth(database: Pick<Database, 'query'>): (now: number) => Promise<readonly AccountHealth[]> {
  let known: ReadonlyMap<string, Silence> = new Map();
  return async (now) => {
    const silent = await queryRows(database, silentRow, silentAccounts, [
      new Date(now - shortestSilence).toISOString(),
    ]);
    const isKnown = ({ id, lastAt }: z.infer<typeof silentRow>) =>
      known.get(id)?.lastAt === lastAt && now <= (known.get(id)?.usualUntil ?? 0);
    const suspects = await queryRows(database, z.object({ id: z.string() }), suspectAccounts, [
      new Date(now).toISOString(),
    ]);
    const unknown = silent.filter((each) => !isKnown(each));
    const ids = new Set([...suspects, ...unknown].map(({ id }) => id));
    const facts = ids.size === 0 ? [] : await readHealthFacts(database, now, [...ids]);
    const read = new Map(facts.map(({ accountId, webhooks }) => [accountId, webhooks]));
    known = new Map(
      silent.flatMap(({ id, lastAt }) => {
        const rhythm = read.get(id);
        if (rhythm) return [[id, { lastAt, usualUntil: usualUntil(rhythm) }]];
        const before = known.get(id);
        return before?.lastAt === lastAt ? [[id, before]] : [];
      }),
    );
    return facts
      .map(({ accountId, ...each }) => ({ accountId, entries: healthOf(each, now) }))
      .filter(({ entries }) => entries.length > 0);
  };
}

/** Accounts whose last live webhook came before $1. */
const silentAccounts = `SELECT "account_id"::text AS "id", "since" AS "lastAt" FROM (${firstOfEachAccount({
  ...{ table: 'events', order: '"received_at"', where: `"source" = 'webhook' AND "live"`, since: '"received_at"' },
  isLast: true,
})}) w WHERE "since" < $1::timestamptz`;

/** Accounts with anything that may be a problem beside silence. */
const suspectAccounts = `
  SELECT a."id"::text FROM "accounts" a LEFT JOIN "kommo_tokens" t ON t."account_id" = a."id"
    WHERE a."state" = 'needs_reauthorization'
      OR (t."refresh_token" IS NOT NULL AND t."refreshed_at" < $1::timestamptz - interval '13 days')
  UNION SELECT "account_id"::text FROM (${firstOfEachAccount({
    ...{ table: 'events', order: '"id"', where: `"state" = 'received'`, since: '"received_at"' },
  })}) e
  UNION SELECT "account_id"::text FROM (${firstOfEachAccount({
    ...{
      table: 'effects',
      order: '"next_attempt"',
      where: `"state" IN ('open', 'sending', 'uncertain')`,
      since: '"created_at"',
    },
  })}) f
  UNION SELECT f."account_id"::text FROM "effects" f WHERE f."state" = 'failed'
    AND coalesce(f."sent_at", f."created_at") > $1::timestamptz - interval '7 days'`;
