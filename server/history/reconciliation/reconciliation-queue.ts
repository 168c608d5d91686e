import type { Queue } from '../../platform/jobs/queues.ts';
import { second } from '../../platform/time/units.ts';
import type { ReconciliationDependencies } from './context.ts';
import { addMissingRows, findDue } from './due.ts';
import { reconcileAccount } from './reconcile-account.ts';

/**
 * The maximum number of whole comparisons in one process, each of which may take an hour: other accounts must still be
 * checked.
 */
const comparisonsAtOnce = 4;
const accountsAtOnce = 8;

/** The reconciliation of all accounts. An interrupted one continues where it was. */
export function reconciliationQueue(dependencies: ReconciliationDependencies): Queue {
  const { now } = dependencies;
  const { prisma } = dependencies.database;
  let comparing = 0;
  return {
    name: 'reconciliation',
    concurrency: accountsAtOnce,
    pollEvery: 5,
    findEvery: 5 * second,
    findDue: async () => {
      await addMissingRows(prisma, now());
      // Few, so that a check does not stand behind the night's comparisons of a whole time zone.
      return (await findDue(prisma, now(), { atMost: 2 * accountsAtOnce })).map(({ accountId }) => accountId);
    },
    work: async (accountId, signal) => {
      const [due] = await findDue(prisma, now(), { accountId });
      if (due === undefined) return;
      const comparison = due.comparison && comparing < comparisonsAtOnce;
      if (comparison) comparing += 1;
      try {
        await reconcileAccount(dependencies, { accountId, comparison }, signal);
      } finally {
        if (comparison) comparing -= 1;
      }
    },
  };
}
