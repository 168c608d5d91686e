import { z } from 'zod';
import type { Database } from '../platform/database/database.ts';
import { firstOfEachAccount } from '../platform/database/of-each-account.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import { hour } from '../platform/time/units.ts';
import { healthOf } from './health.ts';
import type { HealthEntry } from './health-entry.ts';
import { readHealthFacts } from './read-health.ts';
import { shortestSilence, usualUntil } from './webhook-silence.ts';

export interface AccountHealth {
  readonly accountId: string;
  readonly entries: readonly HealthEntry[];
}

/** ms between two looks for new accounts; one that is new cannot be silent for longer than it exists */
const accountsReadEvery = hour;

const accountRow = z.object({ id: z.string() });
const lastWebhookRow = z.object({
  id: z.string(),
  lastAt: z.coerce
    .date()
    .transform((date) => date.getTime())
    .nullable(),
});

/**
 * Reads the problems of all accounts that have any. Of most accounts nothing is read: it is remembered until when an
 * account's webhooks cannot be unusually silent, about a day.
 * @returns what reads them; its argument is now, ms
 */
export function createAllHealth(database: Pick<Database, 'query'>): (now: number) => Promise<readonly AccountHealth[]> {
  const silences = createSilences(database);
  return async (now) => {
    const suspects = await queryRows(database, accountRow, suspectAccounts, [new Date(now).toISOString()]);
    const silent = await silences.find(now);
    const ids = new Set([...suspects.map(({ id }) => id), ...silent]);
    const facts = ids.size === 0 ? [] : await readHealthFacts(database, now, [...ids]);
    for (const { accountId, webhooks } of facts) {
      if (webhooks !== null) silences.note(accountId, usualUntil(webhooks), now);
    }
    return facts
      .map(({ accountId, ...each }) => ({ accountId, entries: healthOf(each, now) }))
      .filter(({ entries }) => entries.length > 0);
  };
}

/** Which accounts may be silent for unusually long. */
function createSilences(database: Pick<Database, 'query'>) {
  /** by account, ms: before then its silence is usual, whether another webhook comes or not */
  const usualBefore = new Map<string, number>();
  let accountsReadAt = Number.NEGATIVE_INFINITY;

  async function readAccounts(now: number): Promise<void> {
    if (Math.abs(now - accountsReadAt) < accountsReadEvery) return;
    const present = new Set((await queryRows(database, accountRow, connectedAccounts)).map(({ id }) => id));
    for (const id of usualBefore.keys()) if (!present.has(id)) usualBefore.delete(id);
    for (const id of present) if (!usualBefore.has(id)) usualBefore.set(id, now);
    accountsReadAt = now;
  }

  return {
    /** Those whose last live webhook came more than a day ago, and whose silence is not known to be usual. */
    find: async (now: number): Promise<readonly string[]> => {
      await readAccounts(now);
      const due = [...usualBefore].filter(([, until]) => until <= now).map(([id]) => id);
      const last = due.length === 0 ? [] : await queryRows(database, lastWebhookRow, lastWebhooks, [due]);
      const isSilent = (lastAt: number | null) => lastAt !== null && now - lastAt > shortestSilence;
      for (const { id, lastAt } of last) {
        if (!isSilent(lastAt))
          usualBefore.set(id, lastAt === null ? now + accountsReadEvery : lastAt + shortestSilence);
      }
      return last.filter(({ lastAt }) => isSilent(lastAt)).map(({ id }) => id);
    },
    /** A webhook that comes after `now` makes the account silent a day later at the earliest. */
    note: (id: string, until: number, now: number) => void usualBefore.set(id, Math.min(until, now + shortestSilence)),
  };
}

const connectedAccounts = `SELECT "id"::text FROM "accounts" WHERE "state" <> 'uninstalled'`;

/** The last live webhook of each of the accounts $1; null where none has come. */
const lastWebhooks = `
  SELECT a."id"::text, (SELECT max("received_at") FROM "events"
    WHERE "account_id" = a."id" AND "source" = 'webhook' AND "live") AS "lastAt"
  FROM unnest($1::uuid[]) AS a("id")`;

/** Accounts with anything that may be a problem beside silence. */
const suspectAccounts = `
  SELECT "id"::text FROM "accounts" WHERE "state" = 'needs_reauthorization'
  UNION SELECT "account_id"::text FROM "kommo_tokens"
    WHERE "refresh_token" IS NOT NULL AND "refreshed_at" < $1::timestamptz - interval '13 days'
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
