import { expect, test } from 'vitest';
import { company, contact } from '../../testing/server/matching/kommo.ts';
import { domainsOf, emailsOf, webDomainsOf } from './contact-emails.ts';
import { isSameAddress, isSameMailbox } from './email.ts';

test('e-mails come from the EMAIL field only, each once', () => {
  const anna = contact(1, {
    name: 'name@acme.example',
    emails: ['anna@acme.example', 'a@home.example, b@home.example;c@home.example', 'anna@acme.example', 'none', ''],
    phones: ['phone@acme.example'],
    notes: 'note@acme.example',
  });
  expect(emailsOf(anna)).toEqual(['anna@acme.example', 'a@home.example', 'b@home.example', 'c@home.example']);
});

test.each([
  ['\u200bzoe@zwsp.example', ['zoe@zwsp.example']],
  ['lea@lrm.example\u200e', ['lea@lrm.example']],
  ['an\ufeffna@acme.example', ['anna@acme.example']],
  ['mailto:anna@acme.example', ['anna@acme.example']],
  ['Anna Schmidt <anna@acme.example>', ['anna@acme.example']],
  ['"Schmidt, Anna" <anna@acme.example>; ben@acme.example', ['anna@acme.example', 'ben@acme.example']],
  ['anna@acme.example ben@acme.example', ['anna@acme.example', 'ben@acme.example']],
  ['Anna <anna@acme.example>, Ben <ben@acme.example>', ['anna@acme.example', 'ben@acme.example']],
  ['boss@acme.example <anna@acme.example>', ['anna@acme.example']],
  ['ａｎｎａ＠ａｃｍｅ．ｅｘａｍｐｌｅ；ben@acme.example', ['anna@acme.example', 'ben@acme.example']],
  ['Anna@acme.example.', ['Anna@acme.example']],
])('the value %j means %j', (value, emails) => {
  expect(emailsOf(contact(1, { emails: [value] }))).toEqual(emails);
});

test('a value other than text is skipped', () => {
  const odd = { custom_fields_values: [{ field_id: 1, field_code: 'EMAIL', values: [{ value: 7 }, { value: null }] }] };
  expect(emailsOf(odd)).toEqual([]);
  expect(emailsOf({ custom_fields_values: [] })).toEqual([]);
});

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

test('a text that is not an address matches nothing, not even itself', () => {
  expect(isSameAddress('none', 'none')).toBe(false);
  expect(isSameMailbox('none', 'none')).toBe(false);
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
