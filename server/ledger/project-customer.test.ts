import { expect, test } from 'vitest';
import { customer, noon, orderFact } from '../../testing/server/rules/facts.ts';
import type { CustomerReference } from './fact.ts';
import { projectCustomer } from './project-customer.ts';

const said = (days: number, change: Partial<CustomerReference>) =>
  orderFact({ key: `${days}`, occurredAt: noon + days * 86_400_000, customer: { ...customer, ...change } });

test('each detail has its latest known value, in any order of arrival', () => {
  const moved = said(2, { email: 'anna@new.example', country: 'FR', company: null, phone: null });
  const called = said(1, { email: 'anna@old.example', phone: '+49 30 5550100', name: 'Anna S.' });
  expect(projectCustomer([moved, said(0, { company: 'Acme AG' }), called])).toEqual({
    fastspringAccountId: 'acc-anna',
    email: 'anna@new.example',
    name: 'Anna Schmidt',
    company: 'Acme GmbH',
    country: 'FR',
    phone: '+49 30 5550100',
  });
});

test('a detail that no event has stays empty', () => {
  expect(projectCustomer([said(0, { email: null, country: null })])).toMatchObject({ email: null, country: null });
  expect(projectCustomer([])).toMatchObject({ fastspringAccountId: null, email: null });
});
