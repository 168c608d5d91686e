import { expect, test } from 'vitest';
import { buyerOf, contactsToRead } from './buyers.ts';

const contact = (name: string | null, ...emails: readonly string[]) => ({
  name,
  custom_fields_values: [{ field_id: 1, field_code: 'EMAIL', values: emails.map((value) => ({ value })) }],
});
const berta = { email: 'b@acme.example', name: 'Berta', company: 'Acme GmbH', country: 'FR' };

test.each([
  [
    'the first contact with an address, with the country of the customer',
    [contact('Clara Roth'), contact('Anna Maria Schmidt', 'a@acme.example', 'other@acme.example')],
    [berta],
    { email: 'a@acme.example', firstName: 'Anna Maria', lastName: 'Schmidt', company: 'Acme GmbH', country: 'FR' },
  ],
  [
    'the customer, where no contact has an address',
    [contact('Clara Roth')],
    [{ ...berta, email: null }, berta],
    { email: 'b@acme.example', firstName: 'Berta', lastName: '', company: 'Acme GmbH', country: 'FR' },
  ],
  [
    'a contact without a name',
    [contact(null, 'a@acme.example')],
    [],
    { email: 'a@acme.example', firstName: '', lastName: '', company: null, country: null },
  ],
  ['nobody', [contact('Clara Roth')], [{ ...berta, email: null }], null],
])('the buyer is %s', (_who, contacts, customers, buyer) => {
  expect(buyerOf(contacts, customers)).toEqual(buyer);
});

test('a lead with more contacts than one request takes leaves room for the other leads’ contacts', () => {
  const crowd = Array.from({ length: 400 }, (_, index) => 1_000 + index);
  const asked = contactsToRead([crowd, [1, 2], [1, 3]]);
  expect(asked.slice(0, 4)).toEqual([1_000, 1, 1_001, 2]);
  expect(asked).toContain(3);
  expect([asked.length, new Set(asked).size]).toEqual([250, 250]);
});
