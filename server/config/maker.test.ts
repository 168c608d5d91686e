import { expect, test } from 'vitest';
import { nameOf, noMaker, readMaker } from './maker.ts';

test('without variables, or with empty ones, there is no maker', () => {
  expect(readMaker({})).toEqual({ maker: noMaker });
  expect(readMaker({ WIDGET_VENDOR: ' ', SUPPORT_URL: '' })).toEqual({ maker: noMaker });
});

test('the maker has a name, an address for people, a page and a policy', () => {
  const given = {
    WIDGET_VENDOR: 'Acme',
    SUPPORT_EMAIL: 'help@acme.example',
    SUPPORT_URL: 'https://acme.example/help',
    PRIVACY_URL: 'https://acme.example/privacy',
    WIDGET_LOGO: 'acme.png',
  };
  expect(readMaker(given)).toEqual({
    maker: {
      vendor: 'Acme',
      email: 'help@acme.example',
      url: 'https://acme.example/help',
      privacyUrl: 'https://acme.example/privacy',
      logo: 'acme.png',
    },
  });
});

test.each([
  [{ WIDGET_VENDOR: '<b>Acme</b>' }, 'WIDGET_VENDOR must be a plain name'],
  [{ SUPPORT_EMAIL: 'help' }, 'SUPPORT_EMAIL must be an e-mail address'],
  [{ SUPPORT_URL: 'http://acme.example' }, 'SUPPORT_URL must be an https:// address'],
  [{ PRIVACY_URL: 'acme.example' }, 'PRIVACY_URL must be an https:// address'],
  [{ WIDGET_LOGO: 'acme.svg' }, 'WIDGET_LOGO must be the path of a PNG'],
])('%o is refused with an explanation', (given, problem) => {
  expect(readMaker(given)).toEqual({ problems: [problem] });
});

test('an address cannot end the attribute that it stands in', () => {
  expect(readMaker({ SUPPORT_URL: 'https://acme.example/"><script>' })).toEqual({
    maker: { ...noMaker, url: 'https://acme.example/%22%3E%3Cscript%3E' },
  });
});

test('the name says who made it', () => {
  expect(nameOf('FastSpring payments', 'en', noMaker)).toBe('FastSpring payments');
  const maker = { ...noMaker, vendor: 'Acme' };
  expect(nameOf('FastSpring payments', 'en', maker)).toBe('FastSpring payments via Acme');
  expect(nameOf('Pagos de FastSpring', 'es', maker)).toBe('Pagos de FastSpring vía Acme');
});
