import { expect, test } from 'vitest';
import { compareCompanies, distinctiveWord, isSameName } from './similarity.ts';

test.each([
  ['Acme GmbH', 'ACME', 'same'],
  ['Acme GmbH & Co. KG', 'acme', 'same'],
  ['Acme, Inc.', 'Acme Incorporated', 'same'],
  ['Acme S.A. de C.V.', 'ACME SA', 'same'],
  ['Açaí do Brasil Ltda.', 'Acai do Brasil', 'same'],
  ['Straße AG', 'Strasse', 'same'],
  ['Müller Maschinenbau', 'Mueller Maschinenbau', 'alike'],
  ['Globex Systems', 'Globex System', 'alike'],
  ['Acme', 'Acme Logistics', 'different'],
  ['Acme', 'Globex', 'different'],
  ['GmbH', 'AG', 'different'],
  ['', '', 'different'],
  ['Acme', '', 'different'],
  ['株式会社アクメ', '株式会社アクメ', 'same'],
  ['Acme Logistics GmbH', 'Acme Logistics', 'same'],
  ['»Acme« GmbH', 'Acme', 'same'],
  ['Yıldız Anonim Şirketi', 'Yildiz A.Ş.', 'same'],
  ['X AG', 'X', 'same'],
  ['X AG', 'Y AG', 'different'],
  ['Limited', 'LIMITED', 'same'],
  ['Globex', 'Globez', 'alike'],
  ['Acmes', 'Acmez', 'different'],
  ['Acme', 'Ecme', 'different'],
])('the companies %j and %j are %s', (one, other, compared) => {
  expect(compareCompanies(one, other)).toBe(compared);
  expect(compareCompanies(other, one)).toBe(compared);
});

test.each([
  ['Anna Schmidt', 'anna schmidt', true],
  ['Schmidt, Anna', 'Anna Schmidt', true],
  ['José Álvarez', 'Jose Alvarez', true],
  ['Anna Schmidt', 'Anne Schmitt', false],
  ['Anna Schmidt', 'Anna', false],
  ['Anna Schmid', 'Anna Schmit', true],
  ['Anna (Schmidt)', 'Anna Schmidt', true],
  ['', '', false],
])('%j and %j are one name: %s', (one, other, same) => {
  expect(isSameName(one, other)).toBe(same);
});

test.each([
  ['Acme GmbH', 'Acme'],
  ['Weber Maschinenbau', 'Maschinenbau'],
  ['Müller Maschinenbau GmbH & Co. KG', 'Maschinenbau'],
  ['Mueller Maschinenbau', 'Maschinenbau'],
  ['Großhandel Weber', 'Weber'],
  ['Strassenbau 4Wheels', '4Wheels'],
  ['Müller AG', 'Müller'],
  ['SAP SE', 'SAP'],
  ['X GmbH', null],
  ['株式会社アクメ', '株式会社アクメ'],
  ['X AG', null],
  ['', null],
])('the company %j is searched by %j', (name, word) => {
  expect(distinctiveWord(name)).toBe(word);
});
