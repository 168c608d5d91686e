import { expect, test } from 'vitest';
import { hostsUpToDomain, registrableDomain } from './registrable-domain.ts';

test.each([
  ['acme.example', 'acme.example'],
  ['mail.acme.example', 'acme.example'],
  ['a.b.c.acme.example', 'acme.example'],
  ['acme.co.uk', 'acme.co.uk'],
  ['mail.acme.co.uk', 'acme.co.uk'],
  ['acme.com.br', 'acme.com.br'],
  ['mail.acme.com.tr', 'acme.com.tr'],
  ['acme.uk.com', 'acme.uk.com'],
  ['mail.xn--mller-kva.example', 'xn--mller-kva.example'],
])('the registered domain of %s is %s', (host, domain) => {
  expect(registrableDomain(host)).toBe(domain);
});

test.each([
  ['acme.onmicrosoft.com', 'globex.onmicrosoft.com'],
  ['acme.mail.onmicrosoft.com', 'globex.mail.onmicrosoft.com'],
  ['acme.github.io', 'globex.github.io'],
  ['acme.myshopify.com', 'globex.myshopify.com'],
  ['acme.zendesk.com', 'globex.zendesk.com'],
  ['acme.wordpress.com', 'globex.wordpress.com'],
])('%s and %s stay apart', (one, other) => {
  expect(registrableDomain(one)).toBe(one);
  expect(registrableDomain(other)).toBe(other);
  expect(registrableDomain(`mail.${one}`)).toBe(one);
});

test('a shared host itself is a registered domain', () => {
  expect(registrableDomain('zendesk.com')).toBe('zendesk.com');
});

test.each(['com', 'co.uk', 'github.io', 'localhost', '123', '192.168.0.1', '', '%', 'acme%2eexample'])(
  '%j has no registered domain',
  (host) => {
    expect(registrableDomain(host)).toBeNull();
  },
);

test.each([
  ['a.mail.acme.example', ['a.mail.acme.example', 'mail.acme.example', 'acme.example']],
  ['acme.example', ['acme.example']],
  ['mail.acme.onmicrosoft.com', ['mail.acme.onmicrosoft.com', 'acme.onmicrosoft.com']],
  ['co.uk', ['co.uk']],
  ['', ['']],
])('%j and its parents are %j', (host, hosts) => {
  expect(hostsUpToDomain(host)).toEqual(hosts);
});
