import type { Queue } from '../../platform/jobs/queues.ts';
import { second } from '../../platform/time/units.ts';
import { type LookupDependencies, lookUpCustomers } from './account-lookup.ts';
import { findAccountsWithEmailsToAskFor } from './missing-emails.ts';
import { findAccountsWithUnknownTaxes, lookUpTaxes } from './unknown-taxes.ts';

/** ms; a look-up makes room for other accounts after this time */
const runFor = 30 * second;

/** What FastSpring's API knows and no event has said. The account's job continues with the answers. */
export function lookupQueues(
  dependencies: LookupDependencies & { readonly wake: (accountId: string) => void },
): readonly Queue[] {
  const { prisma } = dependencies.database;
  return [
    queueOf('missing-email', 5 * second, () => findAccountsWithEmailsToAskFor(prisma), lookUpCustomers),
    queueOf('unknown-tax', 2 * second, () => findAccountsWithUnknownTaxes(prisma), lookUpTaxes),
  ];

  function queueOf(name: string, findEvery: number, findDue: Queue['findDue'], lookUp: typeof lookUpCustomers): Queue {
    return {
      ...{ name, concurrency: 2, pollEvery: 2, findEvery, findDue },
      work: async (accountId, signal) => {
        await lookUp(dependencies, accountId, AbortSignal.any([signal, AbortSignal.timeout(runFor)]));
        dependencies.wake(accountId);
      },
    };
  }
}
