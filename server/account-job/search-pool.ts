import { isOfSingleItems } from '../delivery/isolate-failures.ts';
import { KommoUncertain } from '../kommo/errors.ts';
import type { AccountRun } from './run.ts';
import type { SearchedCustomer, SoughtCustomer } from './searched-customer.ts';
import { setCustomerAside } from './set-aside.ts';

/** The limiter lets an account have about so many requests under way. */
const searchesAtOnce = 3;
/** ms; a customer whose search failed lets the others go first */
const searchAgainAfter = 60_000;

export interface SearchResults {
  readonly searched: readonly SearchedCustomer[];
  /** what ended the searching early; null when nothing did */
  readonly failure: unknown;
}

/**
 * Searches for groups of customers until all are searched for, Kommo fails or the run has to make room. A group whose
 * search alone fails is set aside.
 */
export async function searchInPool<Sought extends SoughtCustomer>(
  run: AccountRun,
  groups: readonly (readonly Sought[])[],
  searchFor: (together: readonly Sought[]) => Promise<readonly SearchedCustomer[]>,
): Promise<SearchResults> {
  const waiting = [...groups];
  const searched: SearchedCustomer[] = [];
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

async function postponeSearch(run: AccountRun, sought: readonly SoughtCustomer[]): Promise<void> {
  await run.prisma.customer.updateMany({
    where: { id: { in: sought.map(({ customer }) => customer.id) } },
    data: { nextMatchAt: new Date(run.now() + searchAgainAfter) },
  });
}
