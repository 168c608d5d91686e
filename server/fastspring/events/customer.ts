import { z } from 'zod';
import type { CustomerReference } from '../../ledger/fact.ts';
import { country, flag, identifier, objectOrIdAs, text } from './fields.ts';

/** A person on orders (`customer`), in accounts (`contact`) and in quotes (`recipient`). */
const person = z
  .object({ first: text, last: text, email: identifier, company: text, phone: text, account: identifier, country })
  .nullable()
  .default(null)
  .catch(null);
type Person = z.infer<typeof person>;

const address = z.object({ country, company: text }).nullable().default(null).catch(null);
const account = z.object({ id: identifier, account: identifier, contact: person, address, country, url: text });

/** The parts of an event that name the payer; missing ones are null. */
export const customerShape = z.object({
  account: objectOrIdAs('id', account),
  customer: person,
  contact: person,
  recipient: person,
  address,
  /** an account's own event */
  country,
  recipients: z.array(z.object({ recipient: person })).catch([]),
  live: flag,
});
export type CustomerShape = z.infer<typeof customerShape>;

/**
 * The payer as one event reports it. The order's own customer comes before the account's contact: the account shows its
 * present owner, the order the payer. Recipients may be another person (a gift) and only contribute their account's id.
 */
export function readCustomer(shape: CustomerShape): CustomerReference {
  const people = [shape.customer, shape.account?.contact, shape.contact, shape.recipient].filter(isPresent);
  const first = <Value>(read: (each: NonNullable<Person>) => Value | null): Value | null =>
    people.map(read).find((value) => value !== null) ?? null;
  return {
    fastspringAccountId: readAccountId(shape),
    email: first(({ email }) => email),
    name: first(nameOf),
    company: first(({ company }) => company) ?? shape.account?.address?.company ?? shape.address?.company ?? null,
    country: countryIn(shape) ?? first((each) => each.country),
    phone: first(({ phone }) => phone),
  };
}

/** The payer as several objects of one event report it; each detail comes from the first object that has it. */
export function firstKnown(...reported: readonly (CustomerReference | null)[]): CustomerReference {
  const first = (name: keyof CustomerReference) => reported.map((each) => each?.[name] ?? null).find(isPresent) ?? null;
  return {
    fastspringAccountId: first('fastspringAccountId'),
    email: first('email'),
    name: first('name'),
    company: first('company'),
    country: first('country'),
    phone: first('phone'),
  };
}

function countryIn({ address: here, account: owner, country: own }: CustomerShape): string | null {
  return here?.country ?? owner?.country ?? owner?.address?.country ?? own;
}

function readAccountId({ account: owner, customer, recipient, recipients }: CustomerShape): string | null {
  const given = owner?.id ?? owner?.account ?? customer?.account ?? recipient?.account ?? null;
  return given ?? recipients.map((each) => each.recipient?.account ?? null).find(isPresent) ?? null;
}

function nameOf({ first, last }: NonNullable<Person>): string | null {
  return [first, last].filter(isPresent).join(' ') || null;
}

function isPresent<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}
