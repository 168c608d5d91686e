import type { Maker } from '../../server/config/maker.ts';
import { type PackageFiles, SCRIPTS } from '../../server/front/archive/package-files.ts';
import { byHand } from './by-hand.ts';
import { checkIcon } from './check-icon.ts';
import { checkListing, checkName, checkNameLength, checkTranslated } from './check-listing.ts';
import { checkLocales } from './check-locales.ts';
import { type Manifest, parseManifest } from './check-manifest.ts';
import { checkFileList, readTexts } from './check-package.ts';
import { checkLogos } from './check-pictures.ts';
import { checkScripts } from './check-script.ts';
import { checkStyles } from './check-style.ts';
import { checkSlides } from './slides.ts';

/** A point of Kommo's list: the requirement and the finding. `by hand`: no program can check it. */
export interface ListingPoint {
  readonly asks: string;
  readonly verdict: 'pass' | 'fail' | 'by hand';
  /** the problem, or instructions for a person */
  readonly details: readonly string[];
}

/** Kommo's published list for the marketplace, point by point: https://developers.kommo.com/docs/getting-listed */
export function listingPoints(files: PackageFiles, maker: Maker): readonly ListingPoint[] {
  const { byPath: texts, problems } = readTexts(files);
  const manifest = parseManifest(texts.get('manifest.json'));
  if ('problems' in manifest) return [checked('The manifest is right', manifest.problems)];
  return [
    checked('The manifest is right', []),
    checked('The archive holds what it needs and nothing else', checkFileList([...files.keys()], manifest)),
    checked('The files are UTF-8 without a byte order mark, with Unix line ends', problems),
    ...codePoints(texts, manifest),
    ...listingTexts(texts, manifest, maker),
    ...picturePoints(files, manifest, maker),
    ...byHand.map(([asks, detail]) => ({ asks, verdict: 'by hand' as const, details: [detail] })),
  ];
}

function codePoints(texts: ReadonlyMap<string, string>, manifest: Manifest): readonly ListingPoint[] {
  return [
    checked('The settings ask for no login or password of Kommo’s', checkSettingTypes(manifest)),
    checked('The code is readable, without eval and what is left of development', checkScripts(texts, 'readable')),
    checked('The code writes nothing to the console', checkScripts(texts, 'console')),
    checked(
      'All code is in the archive, and loaded by the page’s own loader',
      checkScripts(texts, 'all in the archive'),
    ),
    checked('The page’s objects are read only, its requests asynchronous', checkScripts(texts, 'page left alone')),
    checked('People install, save and remove; no code presses for them', checkScripts(texts, 'installed by people')),
    checked('The styles touch and cover nothing of Kommo’s', checkStyles(texts)),
    checked('The styles know the dark theme', checkDarkTheme(texts)),
  ];
}

function listingTexts(texts: ReadonlyMap<string, string>, manifest: Manifest, maker: Maker): readonly ListingPoint[] {
  const { locale: locales } = manifest.widget;
  return [
    checked('The name says who made it, is short, and does not hold Kommo’s own', [
      ...(maker.vendor === null ? ['WIDGET_VENDOR is not set: the name must end with "via" and its maker'] : []),
      ...checkNameLength(texts, manifest),
      ...checkName(texts, manifest),
    ]),
    checked('The descriptions are there, and no longer than allowed', checkListing(texts, manifest)),
    checked('People who need help find a contact, in every error', checkContact(texts, manifest, maker)),
    checked('There is a privacy policy', checkPolicy(texts, maker)),
    checked('Every text is there in every language', [
      ...checkLocales(texts, locales),
      ...checkTranslated(texts, locales),
    ]),
  ];
}

function picturePoints(files: PackageFiles, manifest: Manifest, maker: Maker): readonly ListingPoint[] {
  return [
    checked('The logos have their sizes and weights', checkLogos(files)),
    checked(
      'The large logos show the maker’s too',
      maker.logo === null ? ['WIDGET_LOGO is not set: the PNG that 400×272 and 240×84 have to show'] : [],
    ),
    checked('The slides have their size and weight, in every language', [
      ...(manifest.tour ? [] : ['There are no slides']),
      ...checkSlides(files, manifest),
    ]),
    checked('The icon is an SVG that is seen in both themes', checkIcon(files)),
  ];
}

function checkSettingTypes({ settings }: Manifest): string[] {
  return Object.entries(settings)
    .filter(([, { type }]) => type !== 'custom' && type !== 'text')
    .map(([name, { type }]) => `manifest.json: the setting ${name} has the type ${type}`);
}

function checkDarkTheme(texts: ReadonlyMap<string, string>): string[] {
  return ['style.css', 'settings.css']
    .filter((path) => !texts.get(path)?.includes(':root[data-color-scheme="dark"]'))
    .map((path) => `${path} has no colours for the dark theme`);
}

function checkContact(texts: ReadonlyMap<string, string>, { widget }: Manifest, { email, url }: Maker): string[] {
  const contact = email ?? url;
  if (contact === null) return ['SUPPORT_EMAIL or SUPPORT_URL is not set'];
  return [
    ...(widget.support?.email === contact || widget.support?.link === contact
      ? []
      : [`manifest.json does not name ${contact}`]),
    ...missingIn(texts, SCRIPTS, contact),
  ];
}

function checkPolicy(texts: ReadonlyMap<string, string>, { privacyUrl }: Maker): string[] {
  return privacyUrl === null ? ['PRIVACY_URL is not set'] : missingIn(texts, ['settings.js'], privacyUrl);
}

function missingIn(texts: ReadonlyMap<string, string>, paths: readonly string[], what: string): string[] {
  return paths.filter((path) => !texts.get(path)?.includes(what)).map((path) => `${path} does not name ${what}`);
}

function checked(asks: string, problems: readonly string[]): ListingPoint {
  return { asks, verdict: problems.length === 0 ? 'pass' : 'fail', details: problems };
}

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
