import { expect, test } from 'vitest';
import { compareCompanies, isSameName } from './similarity.ts';

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
  ['', '', false],
])('%j and %j are one name: %s', (one, other, same) => {
  expect(isSameName(one, other)).toBe(same);
});
