import { expect, test } from 'vitest';
import texts from '../../i18n/en.json' with { type: 'json' };
import { createPageFormats } from '../page/page-formats.ts';
import { catalog } from '../testing/sample-catalog.ts';
import { describeEffect } from './describe-effect.ts';

const words = {
  texts: texts.page,
  formats: createPageFormats('en'),
  catalog: { ...catalog, leadFields: [...catalog.leadFields, { id: 74, name: 'Renews', type: 'date' }] },
};

test('a field for a date shows the day, as Kommo does', () => {
  const values = [{ fieldId: 74, value: Date.parse('2026-11-26T23:00:00Z') / 1000 }];
  expect(describeEffect({ kind: 'fields', values }, words)).toBe('Renews: Nov 27, 2026');
});

test('other fields show what is written', () => {
  const values = [
    { fieldId: 71, value: 'Paid' },
    { fieldId: 73, value: Date.parse('2026-11-26T23:00:00Z') / 1000 },
    { fieldId: 79, value: 12 },
  ];
  const text = `Payment status: Paid, Next charge: ${words.formats.moment('2026-11-26T23:00:00Z')}, #79: 12`;
  expect(describeEffect({ kind: 'fields', values }, words)).toBe(text);
});
