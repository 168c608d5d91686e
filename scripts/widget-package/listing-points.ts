import { checkListing, checkNameLength } from './check-listing.ts';
import { checkLocales } from './check-locales.ts';
import { checkLogos } from './check-logos.ts';
import { parseManifest } from './check-manifest.ts';
import { checkScript } from './check-script.ts';
import { checkStyles } from './check-style.ts';
import type { Maker } from './maker.ts';
import { type PackageFiles, SCRIPTS, STYLES, textOf } from './package-files.ts';

/** A point of Kommo's list: what is asked, and what was found. `by hand` is what no program can see. */
export interface ListingPoint {
  readonly asks: string;
  readonly verdict: 'pass' | 'fail' | 'by hand';
  /** what is wrong, or what a person has to look at */
  readonly details: readonly string[];
}

/** Kommo's published list for the marketplace, point by point: https://developers.kommo.com/docs/getting-listed */
export function listingPoints(files: PackageFiles, maker: Maker): readonly ListingPoint[] {
  const text = (path: string) => textOf(files.get(path) ?? new Uint8Array());
  const manifest = parseManifest(text('manifest.json'));
  if ('problems' in manifest) return [checked('The manifest is right', manifest.problems)];
  const { locale: locales } = manifest.widget;
  const texts = new Map(locales.map((locale) => [`i18n/${locale}.json`, text(`i18n/${locale}.json`)]));
  return [
    checked('The name says who made it, is short, and does not hold Kommo’s own', [
      ...(maker.vendor === null ? ['WIDGET_VENDOR is not set: the name must end with "via" and its maker'] : []),
      ...checkNameLength(texts, manifest),
      ...checkListing(texts, manifest),
    ]),
    checked('People who need help find a contact, in every error', [
      ...((maker.email ?? maker.url) ? [] : ['SUPPORT_EMAIL or SUPPORT_URL is not set']),
    ]),
    checked('There is a privacy policy', maker.privacyUrl === null ? ['PRIVACY_URL is not set'] : []),
    checked('Every text is there in every language', checkLocales(texts, locales)),
    checked('The logos have their sizes and weights', checkLogos(files)),
    checked(
      'The scripts are readable, use no console, eval, injected script or synchronous request',
      SCRIPTS.flatMap((path) => checkScript(path, text(path))),
    ),
    checked(
      'The styles touch nothing of Kommo’s',
      checkStyles(new Map([...SCRIPTS, ...STYLES].map((path) => [path, text(path)]))),
    ),
    ...byHand,
  ];
}

function checked(asks: string, problems: readonly string[]): ListingPoint {
  return { asks, verdict: problems.length === 0 ? 'pass' : 'fail', details: problems };
}

const byHand: readonly ListingPoint[] = [
  ['The slides', '1 to 5 pictures of 1188×616 in each language, without a word of another language.'],
  ['The logos', '400×272 and 240×84 show both the maker’s logo and FastSpring’s, 10 px from the edge.'],
  ['The icon', 'An SVG with a contrast of at least 3 on #FFFFFF and on #153043.'],
  ['The description', 'What is typed in the form is the `widget.description` of each language, letter by letter.'],
  ['The policy', 'Names the legal entity, in each language.'],
  ['Support', 'People answer in each language.'],
  ['The price', 'In USD or EUR, if there is one.'],
  ['The test', 'Installed, used and removed in an account of Kommo’s own, in both themes.'],
].map(([asks = '', detail = '']) => ({ asks, verdict: 'by hand', details: [detail] }));

/** The points as lines to read, and whether none of them fails. */
export function printable(points: readonly ListingPoint[]): { readonly text: string; readonly isReady: boolean } {
  const lines = points.flatMap(({ asks, verdict, details }) => [
    `${verdict.padEnd(8)} ${asks}`,
    ...details.map((detail) => `           ${detail}`),
  ]);
  const count = (verdict: ListingPoint['verdict']) => points.filter((point) => point.verdict === verdict).length;
  const total = `${count('pass')} pass, ${count('fail')} fail, ${count('by hand')} by hand`;
  return { text: [...lines, '', total].join('\n'), isReady: count('fail') === 0 };
}
