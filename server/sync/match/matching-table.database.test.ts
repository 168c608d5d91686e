import { afterAll, expect, test } from 'vitest';
import { address } from '../../../testing/server/sync/matching-rows/address-rows.ts';
import { company, linking, off } from '../../../testing/server/sync/matching-rows/company-rows.ts';
import { later } from '../../../testing/server/sync/matching-rows/later-rows.ts';
import { whichLead } from '../../../testing/server/sync/matching-rows/lead-rows.ts';
import { companies, persons } from '../../../testing/server/sync/matching-rows/name-rows.ts';
import { named, namedDomains, providers, unlisted } from '../../../testing/server/sync/matching-rows/provider-rows.ts';
import { several } from '../../../testing/server/sync/matching-rows/several-rows.ts';
import { spelling } from '../../../testing/server/sync/matching-rows/spelling-rows.ts';
import { strangers } from '../../../testing/server/sync/matching-rows/stranger-rows.ts';
import { linkedSubdomains, subdomains } from '../../../testing/server/sync/matching-rows/subdomain-rows.ts';
import { tags } from '../../../testing/server/sync/matching-rows/tag-rows.ts';
import { scoreOf } from '../../../testing/server/sync/matching-score.ts';
import { type PlayedRow, playRows, type Row } from '../../../testing/server/sync/matching-world.ts';

type Group = readonly [what: string, rows: readonly Row[]];

/** Each account has its own settings. Its groups share it, so that each row's contacts are strangers to the others. */
const accounts: readonly [what: string, settings: Parameters<typeof playRows>[1], groups: readonly Group[]][] = [
  [
    'suggests, addresses',
    { byCompanyDomain: 'suggest' },
    [
      ['the address', address],
      ['how it is written', spelling],
      ['strangers', strangers],
      ['several', several],
    ],
  ],
  [
    'suggests, leads and companies',
    { byCompanyDomain: 'suggest' },
    [
      ['which lead', whichLead],
      ['tags', tags],
      ['the company', company],
      ['the company’s name', companies],
      ['subdomains', subdomains],
      ['what happens later', later],
    ],
  ],
  [
    'links',
    { byCompanyDomain: 'link' },
    [
      ['the company’s domain', linking],
      ['subdomains', linkedSubdomains],
      ['mail providers', providers],
      ['on no list', unlisted],
      ['the colleague’s name', persons],
    ],
  ],
  ['links, with named domains', { byCompanyDomain: 'link', ...namedDomains }, [['named', named]]],
  ['the domain does not count', { byCompanyDomain: 'off' }, [['off', off]]],
];

/** ms; a hundred customers, each with several searches, even on a slow machine */
const timeout = 900_000;

/** of all accounts, for the summary printed at the end */
const allPlayed: PlayedRow[] = [];

afterAll(() => {
  const { rows, wrong, precision, recall, recallWithOffers } = scoreOf(allPlayed);
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  process.stdout.write(
    `matching: ${rows} rows, wrong leads: ${wrong}, precision ${percent(precision)}, recall ${percent(recall)}, ` +
      `with offers ${percent(recallWithOffers)}\n`,
  );
});

test.each(accounts)(
  'every row of the table ends up as it says, and none on a wrong lead: %s',
  async (_what, settings, groups) => {
    const rows = groups.flatMap(([group, ofGroup]) =>
      ofGroup.map(([what, ...row]): Row => [`${group}: ${what}`, ...row]),
    );
    const played = await playRows(rows, settings);
    allPlayed.push(...played);
    expect.soft(scoreOf(played)).toMatchObject({ wrong: 0 });
    expect(played.map(({ row: [what], outcome }) => `${what}: ${outcome.text}`)).toEqual(
      rows.map(([what, , outcome]) => `${what}: ${outcome}`),
    );
  },
  timeout,
);

test('the table has at least 150 rows', () => {
  const rows = accounts.flatMap(([, , groups]) => groups.flatMap(([, ofGroup]) => ofGroup));
  expect(rows.length).toBeGreaterThanOrEqual(150);
});
