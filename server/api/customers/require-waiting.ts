import type { Customer } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';

/** @throws Problem 409 when a person put the customer aside */
export function refuseNotRelevant({ notRelevantAt }: Pick<Customer, 'notRelevantAt'>): void {
  if (notRelevantAt === null) return;
  throw new Problem(
    409,
    'Customer is not relevant',
    'Somebody marked this customer as not relevant. Undo that first, under Unmatched, Not relevant.',
    { code: 'customer_not_relevant' },
  );
}

/** @throws Problem 409 when the customer does not wait for a lead */
export function requireWaiting(customer: Pick<Customer, 'matchState' | 'notRelevantAt'>): void {
  refuseNotRelevant(customer);
  if (customer.matchState !== 'unmatched') throw notWaiting();
}

export function notWaiting(): Problem {
  return new Problem(
    409,
    'Customer does not wait',
    'The customer was linked to a lead, or is being looked for in Kommo. Reload the page.',
    { code: 'customer_not_waiting' },
  );
}
