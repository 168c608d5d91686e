import { expect, test } from 'vitest';
import { company } from '../../testing/server/matching/kommo.ts';
import { domainsOf, webDomainsOf } from './contact-domains.ts';

test.each([
  ['https://www.acme.example/en?x=1', 'acme.example'],
  ['ACME.example', 'acme.example'],
  ['http://müller.example:8080', 'xn--mller-kva.example'],
  ['https://acme.example:8080', 'acme.example'],
  ['acme.example:8080/en', 'acme.example'],
  ['www.acme.example#top', 'acme.example'],
  [' https://acme.example ', 'acme.example'],
  ['https://acme.example./en', 'acme.example'],
  ['newwww.example', 'newwww.example'],
])('the web site %j is at the domain %j', (web, domain) => {
  expect(domainsOf(company(1, 'Acme', { web }))).toEqual([domain]);
});

test('domains of e-mails and web site, each once', () => {
  const acme = company(1, 'Acme', { emails: ['Info@Acme.example', 'info@acme-shop.example'], web: 'acme.example' });
  expect(domainsOf(acme)).toEqual(['acme.example', 'acme-shop.example']);
  expect(webDomainsOf(acme)).toEqual(['acme.example']);
  expect(domainsOf(company(1, 'Acme', { web: 'none yet' }))).toEqual([]);
  expect(domainsOf(company(1, 'Acme', { web: 'info@acme.example' }))).toEqual([]);
});

test.each([
  'https://www.facebook.com/acme',
  'instagram.com/acme',
  'https://sites.google.com/view/acme',
  'https://de.linkedin.com/company/acme',
  'web-https://acme.example',
])('a page at %s gives no domain', (web) => {
  expect(domainsOf(company(1, 'Acme', { web }))).toEqual([]);
});
