import { pino } from 'pino';
import { readConfig } from '../../../server/config/config.ts';
import { createFastspring } from '../../../server/fastspring/api/fastspring-api.ts';
import { importQueue } from '../../../server/history/import/import-queue.ts';
import { lookupQueues } from '../../../server/history/lookups/lookup-queues.ts';
import { reconciliationQueue } from '../../../server/history/reconciliation/reconciliation-queue.ts';
import type { Kommo } from '../../../server/kommo/kommo.ts';
import { createPersonHash } from '../../../server/personal-data/erased-people.ts';
import { createErasureGuard } from '../../../server/personal-data/guard.ts';
import { erasureQueue } from '../../../server/personal-data/run-erasure.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { recurringWork } from '../../../server/recurring-work.ts';
import { testSealer, testSecret } from '../../../testing/server/platform/crypto/test-sealer.ts';
import type { Question } from './measure.ts';

/** Asks Kommo. */
const notOfDatabase = ['stale-tokens'];
/** Reads all events that are old, a page at a time. */
const reading = 'retention';

/** What the queues and the recurring work of the service look for by themselves, where nothing or little is due. */
export function timerQuestions(database: Database, kommo: Kommo): readonly Question[] {
  const { prisma } = database;
  const log = pino({ level: 'silent' });
  const config = readConfig({ PUBLIC_URL: 'https://payments.example' });
  const hashPerson = createPersonHash(testSecret);
  const fastspring = createFastspring({ prisma, sealer: testSealer, config, clock: () => performance.now() });
  const guard = createErasureGuard(database, hashPerson);
  const shared = { database, fastspring, guard, kommo, log, now: Date.now, wake: () => undefined, hashPerson };
  const queues = [
    importQueue(shared),
    reconciliationQueue({ ...shared, untilRecorded: async () => undefined }),
    ...lookupQueues(shared),
    erasureQueue({ prisma, hashPerson, log }),
    ...kommo.installQueues,
  ];
  const works = recurringWork({ config, log, database, kommo });
  const never = new AbortController().signal;
  return [
    ...queues.map(({ name, findDue }) => ({ name: `queue: ${name}`, atMost: 50, ask: findDue })),
    ...works
      .filter(({ name }) => !notOfDatabase.includes(name))
      .map(({ name, run }) => ({
        name: `timer: ${name}`,
        atMost: name === reading ? 2_000 : 50,
        ask: () => run(never),
      })),
  ];
}
