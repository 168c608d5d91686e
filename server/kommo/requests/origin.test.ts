import fc from 'fast-check';
import { expect, test } from 'vitest';
import { accountOrigin, readDomain, readHost, readSubdomain } from './origin.ts';

const kommo = 'https://{subdomain}.kommo.com';
const local = 'http://127.0.0.1:4001/{subdomain}';

test.each([
  [kommo, 'acme', 'https://acme.kommo.com'],
  [local, 'acme', 'http://127.0.0.1:4001/acme'],
])('the origin of an account under %s', (template, subdomain, origin) => {
  expect(accountOrigin(template, subdomain)).toBe(origin);
});

test.each([
  '',
  'a.b',
  'acme/..',
  'acme@evil.example',
  '-acme',
  'acme-',
  'ACME',
  'a'.repeat(64),
  'acme\n',
  'acmé',
  'xn--a',
])('no origin is built from %j', (subdomain) => {
  expect(() => accountOrigin(kommo, subdomain)).toThrow(RangeError);
});

test.each([
  [kommo, 'acme.kommo.com'],
  [kommo, 'https://acme.kommo.com'],
  [kommo, 'https://acme.kommo.com/'],
  [kommo, ' ACME.Kommo.com '],
  [local, 'acme.kommo.com'],
  [local, '127.0.0.1:4001/acme'],
  [local, 'http://127.0.0.1:4001/acme'],
])('under %s, %j is the account acme', (template, address) => {
  expect(readSubdomain(template, address)).toBe('acme');
});

test.each([
  [kommo, ''],
  [kommo, 'acme'],
  [kommo, 'kommo.com'],
  [kommo, 'http://acme.kommo.com'],
  [kommo, 'acme.kommo.com:8443'],
  [kommo, 'acme.kommo.com.evil.example'],
  [kommo, 'acme.kommo.com@evil.example'],
  [kommo, 'evil.example/acme.kommo.com'],
  [kommo, 'evil.example#acme.kommo.com'],
  [kommo, 'a.b.kommo.com'],
  [kommo, 'acmexkommo.com'],
  [kommo, 'acme.kommo.com/oauth2'],
  [kommo, 'acme.kommo.com?x'],
  [kommo, 'acme.kommo.com.'],
  [kommo, '\\\\acme.kommo.com'],
  [kommo, 'http://127.0.0.1:4001/acme'],
  [local, '127.0.0.1:4002/acme'],
  [local, '127.0.0.1:4001/acme/x'],
  [kommo, `${'a'.repeat(10_000)}.kommo.com`],
])('under %s, %j is no account', (template, address) => {
  expect(readSubdomain(template, address)).toBeNull();
});

test('whatever is read, the secret can only go to the template’s own host', () => {
  const address = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.tuple(fc.string(), fc.string()).map((parts) => parts.join('.kommo.com')),
  );
  fc.assert(
    fc.property(address, (text) => {
      const subdomain = readSubdomain(kommo, text);
      if (subdomain === null) return;
      const url = new URL(accountOrigin(kommo, subdomain));
      expect(url.protocol).toBe('https:');
      expect(url.port).toBe('');
      expect(url.hostname).toBe(`${subdomain}.kommo.com`);
    }),
  );
});

test.each(['acme', 'acme.kommo.com', 'https://acme.kommo.com/'])('an operator may write %j', (domain) => {
  expect(readDomain(kommo, domain)).toBe('acme');
});

test('an operator’s domain elsewhere is refused', () => {
  expect(readDomain(kommo, 'acme.example.com')).toBeNull();
});

test.each([
  'www',
  'developers',
  'pt-developers',
  'es-developers',
  'support',
  'api-c',
  'api-b',
  'drive-c',
  'amojo',
  'oauth',
])('%s is a host of Kommo’s and no account', (label) => {
  expect(readSubdomain(kommo, `${label}.kommo.com`)).toBeNull();
  expect(readSubdomain(local, `http://127.0.0.1:4001/${label}`)).toBeNull();
  expect(readDomain(kommo, label)).toBeNull();
  expect(readHost(kommo, `${label}.kommo.com`)).toBe(label);
});

test.each(['www2', 'mysupport', 'developersclub', 'wwwacme', 'api1'])('%s may be an account', (label) => {
  expect(readSubdomain(kommo, `${label}.kommo.com`)).toBe(label);
});
