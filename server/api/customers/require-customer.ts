import { z } from 'zod';
import type { Transaction } from '../../platform/database/database.ts';
import type { Customer } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';

/** Routes of administrators at the address of one customer. */
export const customerRoute = {
  config: { administrator: true },
  schema: { params: z.object({ customerId: z.uuid() }) },
  schemaErrorFormatter: unknownCustomer,
} as const;

/**
 * The customer that the address of a request names. A transaction that writes about the customer afterwards has to call
 * `holdUpErasures` first.
 * @throws Problem 404 when the account has no such customer, or the person was erased
 */
export async function requireCustomer(
  client: Pick<Transaction, 'customer'>,
  accountId: string,
  customerId: string,
): Promise<Customer> {
  const customer = await client.customer.findFirst({
    where: { id: customerId, accountId, matchState: { not: 'erased' } },
  });
  if (customer !== null) return customer;
  throw unknownCustomer();
}

export function unknownCustomer(): Problem {
  return new Problem(
    404,
    'Unknown customer',
    'This account has no such customer, or the person was erased. Reload the page.',
    { code: 'customer_unknown' },
  );
}
