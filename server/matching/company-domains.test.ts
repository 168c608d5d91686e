import { expect, test } from 'vitest';
import { createCompanyDomains } from './company-domains.ts';

const none = { companyDomains: [], providerDomains: [] };

test.each([
  ['acme.example', 'acme.example'],
  ['mail.acme.example', 'acme.example'],
  ['acme.co.uk', 'acme.co.uk'],
  ['acme.onmicrosoft.com', 'acme.onmicrosoft.com'],
  ['gmail.com', null],
  ['mail.t-online.de', null],
  ['co.uk', null],
  ['192.168.0.1', null],
  ['', null],
])('without names %j is of the company at %j', (host, domain) => {
  expect(createCompanyDomains(none).of(host)).toBe(domain);
});

test.each([
  ['dsl.example', null],
  ['anna.dsl.example', null],
  ['dell.example', 'dell.example'],
  ['web.de', 'web.de'],
  ['team.web.de', 'web.de'],
  ['office.gmx.net', 'office.gmx.net'],
  ['mail.office.gmx.net', 'office.gmx.net'],
  ['gmx.net', null],
  ['other.gmx.net', null],
  ['people.acme.example', null],
  ['acme.example', 'acme.example'],
  ['both.example', null],
])('with names %j is of the company at %j', (host, domain) => {
  const domains = createCompanyDomains({
    companyDomains: ['web.de', 'office.gmx.net', 'both.example'],
    providerDomains: ['dsl.example', 'people.acme.example', 'both.example'],
  });
  expect(domains.of(host)).toBe(domain);
});

test('only a named domain is a company’s for certain', () => {
  const domains = createCompanyDomains({ companyDomains: ['web.de'], providerDomains: [] });
  expect([domains.isNamed('web.de'), domains.isNamed('acme.example')]).toEqual([true, false]);
});
