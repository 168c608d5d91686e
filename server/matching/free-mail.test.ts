import { expect, test } from 'vitest';
import { knownProviders } from '../../testing/server/matching/known-providers.ts';
import { isFreeMail } from './free-mail.ts';

test.each([
  ['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com', 'aol.com'],
  ['gmx.de', 'gmx.net', 'web.de', 't-online.de', 'freenet.de', 'posteo.de'],
  ['uol.com.br', 'bol.com.br', 'terra.com.br', 'ig.com.br', 'hotmail.com.br', 'yahoo.com.br'],
  ['hotmail.es', 'yahoo.es', 'prodigy.net.mx', 'live.com.mx', 'yahoo.com.ar'],
  ['mynet.com', 'yahoo.co.id', 'plasa.com', 'yandex.ru', 'mail.ru', 'qq.com', '163.com', 'naver.com'],
  ['proton.me', 'protonmail.com', 'pm.me', 'tutanota.com', 'fastmail.com', 'duck.com', 'privaterelay.appleid.com'],
])('anyone can have an address at %s, %s, %s …', (...domains) => {
  expect(domains.filter((domain) => !isFreeMail(domain))).toEqual([]);
});

test.each(Object.entries(knownProviders))('no provider is mistaken for a company: %s', (_where, domains) => {
  expect(domains.filter((domain) => !isFreeMail(domain))).toEqual([]);
});

test('more than seven hundred providers are checked above', () => {
  expect(new Set(Object.values(knownProviders).flat()).size).toBeGreaterThan(700);
});

test.each([
  'anna.simplelogin.com',
  'anna.anonaddy.com',
  'mail.hotmail.com.tr',
  'student.t-online.de',
  'GMX.CH',
  'a.b.c.ocn.ne.jp',
  'some-provider.ne.jp',
])('a host below a provider’s domain is the provider’s: %s', (host) => {
  expect(isFreeMail(host)).toBe(true);
});

test.each([
  'acme.example',
  'mail.acme.example',
  'gmail.acme.example',
  'mail.acme.de',
  'mail.dell.com',
  'hotmail-group.com',
  'notgmail.com',
  'com',
  '',
  ...'google.com microsoft.com apple.com amazon.com kommo.com fastspring.com siemens.com siemens.de sap.com bosch.de'.split(
    ' ',
  ),
  ...'basf.com bmw.de bayer.com allianz.de telekom.de volkswagen.de zalando.de philips.com asml.com ing.com'.split(' '),
  ...'heineken.com airbus.com renault.com danone.com loreal.com michelin.com ferrari.com enel.it pirelli.com'.split(
    ' ',
  ),
  ...'santander.com inditex.com ikea.com volvo.com ericsson.com spotify.com lego.com maersk.com equinor.com'.split(' '),
  ...'nokia.com nestle.com roche.com ubs.com logitech.com sony.com toyota.co.jp nintendo.co.jp samsung.com'.split(' '),
  ...'huawei.com lenovo.com alibaba.com tata.com infosys.com petrobras.com.br natura.com.br itau.com.br'.split(' '),
  ...'mercadolibre.com koc.com.tr turkcell.com.tr gojek.com gazprom.ru jetbrains.com github.com stripe.com'.split(' '),
  ...'shopify.com adobe.com salesforce.com intel.com nvidia.com dell.com hp.com asus.com ford.com tesla.com'.split(' '),
  ...'pfizer.com nike.com disney.com netflix.com uber.com cnn.com bbc.co.uk barclays.com bt.com vodafone.com'.split(
    ' ',
  ),
  ...'orange.com telefonica.com telstra.com verizon.com kpn.com swisscom.com redhat.com cloudflare.com'.split(' '),
])('an address at %j belongs to a company', (domain) => {
  expect(isFreeMail(domain)).toBe(false);
});
