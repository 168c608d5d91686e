import { z } from 'zod';
import type { Database } from '../../platform/database/database.ts';
import { firstOfEachAccount } from '../../platform/database/of-each-account.ts';
import { queryRows } from '../../platform/database/read-rows.ts';
import type { Queue } from '../../platform/jobs/queues.ts';
import { second } from '../../platform/time/units.ts';
import type { Precedence } from '../precedence.ts';
import { type RecordDependencies, recordReceivedEvents } from './record-events.ts';

export const recordQueueName = 'record';

/** Each run makes room for other accounts after this time, ms. */
const runFor = 5 * second;

/** A round costs about as much for a single event as for fifty: after a smaller one the next waits. */
const smallRound = 50;

interface RecordQueueDependencies extends Omit<RecordDependencies, 'prisma'> {
  readonly database: Pick<Database, 'prisma' | 'query'>;
  /** wakes the account's job, which takes what was recorded to Kommo */
  readonly wake: (accountId: string) => void;
  /** deliveries in progress are acknowledged first, and planning waits for the recording */
  readonly precedence: Pick<Precedence, 'deliveries' | 'recordingOf'>;
  /** ms since 1970 */
  readonly now: () => number;
}

/**
 * Records the stored events of accounts, beside their jobs: Kommo and the ledger do not wait for each other. An event
 * that a killed run was recording is recorded by the next one.
 */
export function recordQueue({ database, wake, precedence, now, ...dependencies }: RecordQueueDependencies): Queue {
  const { prisma } = database;
  return {
    name: recordQueueName,
    // Each holds a database connection; the account's job needs some, too.
    concurrency: 3,
    pollEvery: 1,
    findEvery: 2 * second,
    findDue: () => findAccountsWithEvents(database),
    work: async (accountId, stopping, again) => {
      const signal = AbortSignal.any([stopping, AbortSignal.timeout(runFor)]);
      let recorded = 0;
      for (;;) {
        if (recorded < smallRound) await precedence.deliveries.untilQuiet(signal);
        recorded = await precedence
          .recordingOf(accountId)
          .during(() => recordReceivedEvents({ ...dependencies, prisma }, accountId, now(), signal));
        if (recorded === 0) return;
        wake(accountId);
        if (signal.aborted) return again();
      }
    },
  };
}

/**
 * The accounts with events to record, longest waiting first. Finds events that no wake announced: after a crash between
 * storing and waking, or put back for a newer reader. Recording needs nothing from Kommo, so paused accounts are among
 * them.
 */
export async function findAccountsWithEvents(database: Pick<Database, 'query'>): Promise<readonly string[]> {
  const found = await queryRows(
    database,
    z.object({ id: z.string() }),
    `SELECT w."account_id" AS "id" FROM (${receivedEvents}) w ORDER BY w."since", w."account_id"`,
  );
  return found.map(({ id }) => id);
}

const receivedEvents = firstOfEachAccount({
  ...{ table: 'events', order: '"id"', where: `"state" = 'received'`, since: '"received_at"' },
});
