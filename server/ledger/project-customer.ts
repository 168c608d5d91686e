import { knownOf } from './erased.ts';
import type { CustomerReference, Fact } from './fact.ts';
import { compareFacts } from './fact-order.ts';

/**
 * The customer's details, each with its newest value. People change their address; a value missing from an event does
 * not count.
 */
export function projectCustomer(facts: readonly Fact[]): CustomerReference {
  const told = [...facts].sort(compareFacts).map((fact) => knownOf(fact.customer));
  const last = (name: keyof CustomerReference) =>
    told.map((customer) => customer[name]).findLast((value) => value !== null) ?? null;
  return {
    fastspringAccountId: last('fastspringAccountId'),
    email: last('email'),
    name: last('name'),
    company: last('company'),
    country: last('country'),
    phone: last('phone'),
  };
}
