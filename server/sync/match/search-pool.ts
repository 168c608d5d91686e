import { isOfSingleItems } from '../../delivery/effects/isolate-failures.ts';
import { KommoUncertain } from '../../kommo/requests/errors.ts';
import { minute } from '../../platform/time/units.ts';
import type { AccountRun } from '../run.ts';
import type { DueCustomer, SearchResult } from './searched-customer.ts';
import { setCustomerAside } from './set-aside.ts';

/** About as many requests as the limiter allows an account at a time. */
const searchesAtOnce = 3;
/** ms; after a failed search other customers go first */
const searchAgainAfter = minute;

export interface SearchResults {
  readonly searched: readonly SearchResult[];
  /** the error that ended the searches early; null if none did */
  readonly failure: unknown;
}

/**
 * Searches for groups of customers until all are done, Kommo fails or the run is asked to stop. A group is set aside if
 * only its own search fails.
 */
export async function searchInPool<Sought extends DueCustomer>(
  run: AccountRun,
  groups: readonly (readonly Sought[])[],
  searchFor: (together: readonly Sought[]) => Promise<readonly SearchResult[]>,
): Promise<SearchResults> {
  const waiting = [...groups];
  const searched: SearchResult[] = [];
  let failure: unknown = null;

  async function searchNext(): Promise<void> {
    for (let together = waiting.shift(); together !== undefined; together = waiting.shift()) {
      try {
        searched.push(...(await searchFor(together)));
      } catch (error) {
        if (isOfSingleItems(error)) {
          for (const { customer } of together) await setCustomerAside(run, customer.id, error);
          continue;
        }
        failure ??= error;
        if (error instanceof KommoUncertain) await postponeSearch(run, together);
      }
      if (run.signal.aborted || failure !== null) return;
    }
  }

  await Promise.all(Array.from({ length: searchesAtOnce }, searchNext));
  return { searched, failure };
}

async function postponeSearch(run: AccountRun, due: readonly DueCustomer[]): Promise<void> {
  await run.prisma.customer.updateMany({
    // A customer who was erased during the search must not be searched for again.
    where: {
      accountId: run.accountId,
      id: { in: due.map(({ customer }) => customer.id) },
      matchState: { not: 'erased' },
    },
    data: { nextMatchAt: new Date(run.now() + searchAgainAfter) },
  });
}
