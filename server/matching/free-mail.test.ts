import { expect, test } from 'vitest';
import { isFreeMail } from './free-mail.ts';

test.each([
  ['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com', 'aol.com'],
  ['gmx.de', 'gmx.net', 'web.de', 't-online.de', 'freenet.de', 'posteo.de'],
  ['uol.com.br', 'bol.com.br', 'terra.com.br', 'ig.com.br', 'hotmail.com.br', 'yahoo.com.br'],
  ['hotmail.es', 'yahoo.es', 'prodigy.net.mx', 'live.com.mx', 'yahoo.com.ar'],
  ['mynet.com', 'yahoo.co.id', 'plasa.com', 'yandex.ru', 'mail.ru', 'qq.com', '163.com', 'naver.com'],
  ['proton.me', 'protonmail.com', 'pm.me', 'tutanota.com', 'fastmail.com', 'duck.com', 'privaterelay.appleid.com'],
])('everybody can have an address at %s, %s, %s …', (...domains) => {
  expect(domains.filter((domain) => !isFreeMail(domain))).toEqual([]);
});

test.each([
  'acme.example',
  'google.com',
  'microsoft.com',
  'kommo.com',
  'fastspring.com',
  'mail.acme.example',
  'com',
  '',
])('an address at %j is its company’s', (domain) => {
  expect(isFreeMail(domain)).toBe(false);
});
