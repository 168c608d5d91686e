import { expect, test } from 'vitest';
import { orderFact } from '../../../testing/server/rules/facts.ts';
import { placeholderValues } from '../planning/fact-values.ts';
import { fillPlaceholders, unknownPlaceholders } from './placeholders.ts';

/** A purchase has neither a date nor a link. */
const purchase = placeholderValues(orderFact(), 'en');

test.each([
  ['Order ({reference})', 'Order (ACM261120-1042)'],
  ['Thank {customer} ( {date}{link} ) today', 'Thank Anna Schmidt today'],
  ['{link} for {customer} {date}', 'for Anna Schmidt'],
  ['{nmae} of {company}', '{nmae} of Acme GmbH'],
])('%j says %j of a purchase', (template, text) => {
  expect(fillPlaceholders(template, purchase)).toBe(text);
});

test('each name in braces that is not a placeholder is reported once', () => {
  expect(unknownPlaceholders('{nmae} and {customer}, {nmae} and {}')).toEqual(['nmae', '']);
});
