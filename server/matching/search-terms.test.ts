import { expect, test } from 'vitest';
import { domainSpellings, otherSpellings } from './search-terms.ts';
import { distinctiveWord } from './similarity.ts';

test.each([
  ['anna@acme.example', []],
  [' anna@acme.example ', []],
  ['Anna@ACME.example', ['anna@acme.example']],
  ['anna+shop@acme.example', ['anna@acme.example']],
  ['anna@müller.example', ['anna@xn--mller-kva.example']],
  ['anna@xn--mller-kva.example', ['anna@müller.example']],
  ['annaschmidt@gmail.com', ['annaschmidt@googlemail.com']],
  [
    'anna.schmidt+shop@googlemail.com',
    ['anna.schmidt@googlemail.com', 'anna.schmidt@gmail.com', 'annaschmidt@googlemail.com', 'annaschmidt@gmail.com'],
  ],
  ['+shop@acme.example', []],
  ['\u200bAnna <anna@acme.example.>', []],
  ['anna', []],
])('%j may also be written %j', (email, spellings) => {
  expect(otherSpellings(email)).toEqual(spellings);
});

test('a domain has two spellings or one', () => {
  expect(domainSpellings('xn--mller-kva.example')).toEqual(['xn--mller-kva.example', 'müller.example']);
  expect(domainSpellings('acme.example')).toEqual(['acme.example']);
  expect(domainSpellings('xn--99999.example')).toEqual(['xn--99999.example']);
  expect(domainSpellings('acme%.example')).toEqual(['acme%.example']);
});

test.each([
  ['Acme GmbH', 'Acme'],
  ['Müller Maschinenbau GmbH & Co. KG', 'Maschinenbau'],
  ['Mueller Maschinenbau', 'Maschinenbau'],
  ['Müller AG', 'Müller'],
  ['株式会社アクメ', 'アクメ'],
  ['ООО «Ромашка»', 'Ромашка'],
  ['ТОВ «Київ Плюс»', 'Київ'],
  ['Aagaard Shipping A/S', 'Shipping'],
  ['X AG', null],
  ['', null],
])('the company %j is searched for by %j', (name, word) => {
  expect(distinctiveWord(name)).toBe(word);
});
