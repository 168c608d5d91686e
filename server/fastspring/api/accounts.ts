import { z } from 'zod';
import type { AccountFilter, BuyerAccount, FastspringApi, FastspringObject } from './api.ts';
import { listPage } from './listing.ts';
import { isWhole, readObject } from './objects.ts';
import type { StoreRequests } from './store-requests.ts';

/** Pages of a search; an address or an order leads to one account, or very few. */
const pagesAtMost = 10;

export function createAccounts(requests: StoreRequests): Pick<FastspringApi, 'getAccount' | 'findAccounts'> {
  async function getAccount(id: string): Promise<BuyerAccount> {
    const answered = await requests.send({ method: 'GET', path: `/accounts/${encodeURIComponent(id)}` });
    return toAccount(readObject(answered, 'accounts'));
  }

  return {
    getAccount,
    findAccounts: async (filter: AccountFilter) => {
      const accounts: BuyerAccount[] = [];
      for (let page: number | null = 1; page !== null && page <= pagesAtMost; ) {
        const found = await listPage(requests, 'accounts', { ...filter }, page);
        for (const element of found.items) {
          accounts.push(isWhole(element) ? toAccount(element) : await getAccount(element.id));
        }
        page = found.nextPage;
      }
      return accounts;
    },
  };
}

const accountSchema = z.object({ contact: z.object({ email: z.string().trim().min(1).nullable().catch(null) }) });

function toAccount({ id, json }: FastspringObject): BuyerAccount {
  const parsed = accountSchema.safeParse(JSON.parse(json));
  return { id, json, email: parsed.data?.contact.email ?? null };
}
