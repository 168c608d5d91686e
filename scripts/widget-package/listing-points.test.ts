import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Maker, noMaker } from '../../server/config/maker.ts';
import { type PackageFiles, readPackage } from '../../server/front/archive/package-files.ts';
import { encodePng } from '../../server/front/logos/png.ts';
import { listingPoints, printable } from './listing-points.ts';

const maker: Maker = {
  vendor: 'Acme',
  email: 'help@acme.example',
  url: null,
  privacyUrl: 'https://acme.example/privacy',
  logo: 'acme.png',
};
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const manifest = {
  widget: {
    ...{ name: 'widget.name', description: 'widget.description', short_description: 'widget.short' },
    ...{ version: '1.0.0', interface_version: 2, init_once: false, locale: ['en', 'es'], installation: true },
    support: { email: maker.email },
  },
  tour: {
    is_tour: true,
    tour_images: { en: ['/images/tour_1_en.png'], es: ['/images/tour_1_es.png'] },
    tour_description: 'widget.tour',
  },
  locations: ['lcard-1', 'settings', 'advanced_settings'],
  settings: { custom: { name: 'widget.name', type: 'custom', required: false } },
  advanced: { title: 'widget.name' },
};
const english = { name: 'Payments via Acme', description: 'Shows', short: 'Short', tour: 'What it does' };
const spanish = { name: 'Pagos vía Acme', description: 'Muestra', short: 'Corto', tour: 'Lo que hace' };
const style = '.pvf-01234567 { color: red; }\n:root[data-color-scheme="dark"] .pvf-01234567 { color: blue; }\n';
const script = (body: string): string => `define([], function() {\n${body}\n});\n`;
const help = `help("${maker.email}");`;
const marked = `root.className = "payments-via-fastspring pvf-01234567";\n${help}`;

/** A small archive that keeps every rule. */
let good: PackageFiles;

beforeAll(async () => {
  const pictures = await readPackage(fileURLToPath(new URL('../../widget/images/', import.meta.url)));
  const pictureNames = [...pictures.keys()].filter((name) => !/tour_([2-9]|1_(pt|tr|id))/.test(name));
  good = new Map([
    ...pictureNames.map((name) => [`images/${name}`, pictures.get(name) ?? bytes('')] as const),
    ['manifest.json', bytes(JSON.stringify(manifest))],
    ['i18n/en.json', bytes(JSON.stringify({ widget: english }))],
    ['i18n/es.json', bytes(JSON.stringify({ widget: spanish }))],
    ['script.js', bytes(script(marked))],
    ['settings.js', bytes(script(`${marked}\nlink("${maker.privacyUrl}");`))],
    ...['payment-link.js', 'find-customer.js', 'lead-list.js'].map((path) => [path, bytes(script(help))] as const),
    ...['style.css', 'settings.css', 'forms.css'].map((path) => [path, bytes(style)] as const),
  ]);
});

const failuresOf = (files: PackageFiles, by = maker) =>
  listingPoints(files, by).flatMap(({ asks, verdict, details }) =>
    verdict === 'fail' ? [`${asks}: ${details.join('; ')}`] : [],
  );

it('finds nothing wrong with an archive that keeps every rule', () => {
  expect(failuresOf(good)).toEqual([]);
  const { text, isReady } = printable(listingPoints(good, maker));
  expect(isReady).toBe(true);
  expect(text).toMatch(/\n20 pass, 0 fail, 12 by hand$/);
});

const withManifest = (change: object): string => JSON.stringify({ ...manifest, ...change });
const svg = (inside: string): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">${inside}</svg>`;
const rect = (colour: string): string => svg(`<rect width="9" height="9" fill="${colour}"/>`);

describe('every point can fail', () => {
  it.each<[path: string, content: string | Uint8Array, failure: string]>([
    ['manifest.json', '{', 'The manifest is right: manifest.json: it'],
    ['notes.txt', '', 'nothing else: notes.txt does not belong'],
    ['i18n/es.json', '\uFEFF{}', 'The files are UTF-8 without a byte order mark, with Unix line ends: i18n/es.json'],
    [
      'manifest.json',
      withManifest({ settings: { key: { name: 'widget.name', type: 'pass', required: true } } }),
      'password of Kommo’s: manifest.json: the setting key has the type pass',
    ],
    ['payment-link.js', script("eval('1');"), 'The code is readable, without eval and what is left of development'],
    ['payment-link.js', script('console.log(1);'), 'The code writes nothing to the console: payment-link.js uses'],
    ['payment-link.js', script("document.createElement('iframe');"), 'All code is in the archive'],
    ['payment-link.js', 'define(["moment"], function() {});', 'payment-link.js needs moment from elsewhere'],
    ['payment-link.js', script('APP.data.card = 1;'), 'The page’s objects are read only, its requests asynchronous'],
    ['payment-link.js', script('self.crm_post(url);'), 'payment-link.js uses Kommo’s API from the page'],
    ['payment-link.js', script("$('.js-widget-save').click();"), 'People install, save and remove'],
    ['forms.css', '.card { color: red; }', 'The styles touch and cover nothing of Kommo’s: forms.css: ".card"'],
    ['forms.css', '.pvf-01234567 p { position: fixed; }', 'forms.css fixes something over the page'],
    ['forms.css', '.pvf-01234567 p { position: sticky; }', 'forms.css fixes something over the page'],
    ['settings.css', '.pvf-01234567 p { position: fixed; }', 'settings.css fixes something over the page'],
    ['settings.css', '.pvf-01234567 { color: red; }', 'The styles know the dark theme: settings.css'],
    ['i18n/en.json', JSON.stringify({ widget: { ...english, name: 'Kommo payments' } }), 'The name says who made it'],
    ['i18n/en.json', JSON.stringify({ widget: { ...english, name: 'Pay '.repeat(9) } }), 'The name says who made it'],
    ['i18n/en.json', JSON.stringify({ widget: { ...english, short: 'x'.repeat(51) } }), 'no longer than allowed'],
    ['settings.js', script(marked.replace(maker.email ?? '', '')), 'in every error: settings.js does not name help@'],
    ['find-customer.js', script(''), 'in every error: find-customer.js does not name help@'],
    ['manifest.json', withManifest({ widget: { ...manifest.widget, support: {} } }), 'in every error: manifest.json'],
    ['settings.js', script(marked), 'There is a privacy policy: settings.js does not name https://acme.example/pri'],
    ['i18n/es.json', JSON.stringify({ widget: { ...spanish, tour: english.tour } }), 'widget.tour is not translated'],
    ['images/logo.png', encodePng({ width: 1, height: 1, pixels: new Uint8Array(4) }), 'The logos have their sizes'],
    ['manifest.json', withManifest({ tour: undefined }), 'in every language: There are no slides'],
    ['images/icon.svg', '<html/>', 'The icon is an SVG that is seen in both themes: images/icon.svg is not'],
  ])('%s: %s', (path, content, failure) => {
    const files = new Map(good).set(path, typeof content === 'string' ? bytes(content) : content);
    expect(failuresOf(files).join('\n')).toContain(failure);
  });

  it('without a maker, the name, the contact, the policy and the logos fail', () => {
    expect(failuresOf(good, noMaker).map((failure) => failure.split(': ').at(-1))).toEqual([
      'the name must end with "via" and its maker',
      'SUPPORT_EMAIL or SUPPORT_URL is not set',
      'PRIVACY_URL is not set',
      'the PNG that 400×272 and 240×84 have to show',
    ]);
  });
});

describe('slides', () => {
  const slides = (images: object) => withManifest({ tour: { ...manifest.tour, tour_images: images } });

  it.each([
    [{ en: ['/images/tour_1_en.png'] }, 'The tour has no slides in es'],
    [{ ...manifest.tour.tour_images, pt: ['/images/tour_1_en.png'] }, 'slides in pt, which the widget does not speak'],
    [{ ...manifest.tour.tour_images, es: ['/images/tour_2_es.png'] }, 'images/tour_2_es.png is missing'],
    [{ ...manifest.tour.tour_images, es: ['/images/logo.png'] }, 'tour.tour_images.es.0'],
    [{ ...manifest.tour.tour_images, es: [] }, 'tour.tour_images.es'],
  ])('%j', (images, failure) => {
    expect(failuresOf(new Map(good).set('manifest.json', bytes(slides(images)))).join('\n')).toContain(failure);
  });

  it('have Kommo’s size', () => {
    const small = encodePng({ width: 2, height: 1, pixels: new Uint8Array(8) });
    const failures = failuresOf(new Map(good).set('images/tour_1_es.png', small));
    expect(failures.join()).toContain('images/tour_1_es.png is 2×1, it must be 1188×616');
  });
});

describe('the icon', () => {
  it.each([
    [rect('#ffffff'), '#ffffff has a contrast of 1.00 on #ffffff, 3 is needed'],
    [rect('#0e7460'), '#0e7460 has a contrast of 2.40 on #153043'],
    [rect('red'), 'the colour red is not written as #rrggbb'],
    [svg('<rect width="9" height="9"/>'), 'names no colour'],
    [svg('<text fill="#1a937a">Pay</text>'), 'holds more than shapes'],
    [svg('<rect fill="#1a937a" opacity="0.1"/>'), 'holds more than shapes'],
  ])('%s', (icon, failure) => {
    expect(failuresOf(new Map(good).set('images/icon.svg', bytes(icon))).join()).toContain(failure);
  });

  it('may have a shape without a fill', () => {
    const icon = svg('<rect fill="none" stroke="#1a937a"/>');
    expect(failuresOf(new Map(good).set('images/icon.svg', bytes(icon)))).toEqual([]);
  });
});
