import type { KommoContact } from '../kommo/api.ts';
import { KommoRefused, KommoUncertain } from '../kommo/errors.ts';
import type { SearchedCustomer, SoughtCustomer } from './match-customers.ts';
import type { AccountRun } from './run.ts';

/** The limiter lets an account have about so many requests under way. */
const searchesAtOnce = 3;
/** ms; a customer whose search failed lets the others go first */
const searchAgainAfter = 60_000;

/**
 * Searches Kommo for the customers' addresses, one request for each address, until all are searched, one fails or the
 * run has to make room.
 */
export async function searchContacts(
  run: AccountRun,
  sought: readonly SoughtCustomer[],
): Promise<{ readonly searched: readonly SearchedCustomer[]; readonly failure: unknown }> {
  const byAddress = [...Map.groupBy(sought, ({ customer }) => customer.emailFolded).values()];
  const searched: SearchedCustomer[] = [];
  let failure: unknown = null;

  async function searchNext(): Promise<void> {
    for (let together = byAddress.shift(); together !== undefined; together = byAddress.shift()) {
      const address = together[0]?.customer.email ?? null;
      try {
        const contacts = address === null ? [] : await search(run, address);
        searched.push(...together.map((one) => ({ ...one, contacts, companies: [] })));
      } catch (error) {
        failure ??= error;
        if (error instanceof KommoUncertain) await postponeSearch(run, together);
      }
      if (run.signal.aborted || failure !== null) return;
    }
  }

  await Promise.all(Array.from({ length: searchesAtOnce }, searchNext));
  return { searched, failure };
}

/** An address that Kommo refuses to search for belongs to nobody there. */
async function search(run: AccountRun, address: string): Promise<readonly KommoContact[]> {
  try {
    return await run.kommo.searchContacts(address);
  } catch (error) {
    if (error instanceof KommoRefused) return [];
    throw error;
  }
}

async function postponeSearch(run: AccountRun, sought: readonly SoughtCustomer[]): Promise<void> {
  await run.prisma.customer.updateMany({
    where: { id: { in: sought.map(({ customer }) => customer.id) } },
    data: { nextMatchAt: new Date(run.now() + searchAgainAfter) },
  });
}
