import { expect, test } from 'vitest';
import { address } from './testing/matching-rows/address-rows.ts';
import { company, linking, off } from './testing/matching-rows/company-rows.ts';
import { later } from './testing/matching-rows/later-rows.ts';
import { whichLead } from './testing/matching-rows/lead-rows.ts';
import { several } from './testing/matching-rows/several-rows.ts';
import { strangers } from './testing/matching-rows/stranger-rows.ts';
import { tags } from './testing/matching-rows/tag-rows.ts';
import { playRows, type Row } from './testing/matching-world.ts';

const tables = [
  ['suggest', 'the address', address],
  ['suggest', 'strangers', strangers],
  ['suggest', 'several', several],
  ['suggest', 'which lead', whichLead],
  ['suggest', 'tags', tags],
  ['suggest', 'the company', company],
  ['suggest', 'what happens later', later],
  ['link', 'the company’s domain links', linking],
  ['off', 'the company’s domain does not count', off],
] as const;

test.each(['suggest', 'link', 'off'] as const)('every row of the table, all in one account: %s', async (setting) => {
  const rows = tables
    .filter(([byCompanyDomain]) => byCompanyDomain === setting)
    .flatMap(([, group, ofGroup]) => ofGroup.map(([what, ...row]): Row => [`${group}: ${what}`, ...row]));
  const outcomes = await playRows(rows, { byCompanyDomain: setting });
  expect(outcomes).toEqual(rows.map(([what, , outcome]) => `${what}: ${outcome}`));
});

test('the table has more than sixty rows', () => {
  expect(tables.reduce((sum, [, , rows]) => sum + rows.length, 0)).toBeGreaterThan(60);
});
