import { expect, test } from 'vitest';
import { linkAgainText, linkedText, unlinkedText } from './link-text.ts';

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
