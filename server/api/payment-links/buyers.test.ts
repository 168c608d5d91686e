import { expect, test } from 'vitest';
import { buyerOf } from './buyers.ts';

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
