import { expect, test } from 'vitest';
import { customer } from '../../testing/server/rules/facts.ts';
import { erasedText, isErasedIdentity, knownOf, stubPrefix } from './erased.ts';

test.each([
  [`account:${stubPrefix}4f2a`, true],
  ['account:acc-anna', false],
  [`account:acc-${stubPrefix}4f2a`, false],
  [`email:${stubPrefix}4f2a@acme.example`, false],
])('%s is the identity of an erased person: %s', (identity, isErased) => {
  expect(isErasedIdentity(identity)).toBe(isErased);
});

test('an erased address is not an address; all other data stays', () => {
  expect(knownOf({ ...customer, email: erasedText })).toEqual({ ...customer, email: null });
  expect(knownOf(customer)).toEqual(customer);
});
