import { expect, test } from 'vitest';
import { linkAgainText, linkedText, unlinkedText, waitingText } from './link-text.ts';

const byEmail = { reason: 'email', details: { email: 'anna@acme.example', contact: 'Anna Schmidt' } } as const;

test('the history says who linked a customer, or else why', () => {
  expect(linkedText('Anna', 'Ben Weber', byEmail, 'en')).toBe('Ben Weber linked the payments of Anna');
  expect(linkedText('Anna', null, byEmail, 'en')).toBe(
    'Payments of Anna linked: anna@acme.example belongs to contact Anna Schmidt',
  );
});

test('the history distinguishes an undone link from a declined suggestion', () => {
  expect(unlinkedText('Anna', 'Ben Weber', true, 'en')).toBe('Ben Weber unlinked the payments of Anna');
  expect(unlinkedText('Anna', 'Ben Weber', false, 'en')).toBe('Ben Weber marked Anna as not belonging to this lead');
});

test('the button that takes an unlinking back is in the reader’s language', () => {
  expect(linkAgainText('en')).toBe('Link again');
  expect(linkAgainText('es-MX')).toBe('Vincular de nuevo');
});

test.each([
  [1, 'en', 'Payments of 1 customer found no lead.'],
  [2, 'en', 'Payments of 2 customers found no lead.'],
  [99, 'en', 'Payments of 99 customers found no lead.'],
  [100, 'en', 'Payments of more than 99 customers found no lead.'],
  [101, 'en', 'Payments of more than 99 customers found no lead.'],
  [1, 'es', 'Los pagos de 1 cliente no tienen lead.'],
  [2, 'es', 'Los pagos de 2 clientes no tienen lead.'],
])('%i waiting customers, counted up to 100, in %s', (count, tag, text) => {
  expect(waitingText(count, 100, tag)).toBe(text);
});
