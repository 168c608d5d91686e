import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PackageFiles, readPackage, textOf } from '../../server/front/archive/package-files.ts';
import { encodePng } from '../../server/front/logos/png.ts';
import { LOGOS } from '../../server/front/logos/sizes.ts';
import { buildWidget } from '../build-widget.ts';
import { checkPackage } from './check-package.ts';

let folder: string;
let good: PackageFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'widget-package-'));
  await buildWidget({ publicUrl: 'https://payments.example', outDir: folder });
  good = await readPackage(folder);
});
afterAll(() => rm(folder, { recursive: true }));

/** The problems found when one file is changed; null removes it. */
function problemsWith(path: string, content: string | Uint8Array | null): string[] {
  const files = new Map(good);
  if (content === null) files.delete(path);
  else files.set(path, typeof content === 'string' ? new TextEncoder().encode(content) : content);
  return checkPackage(files);
}

const text = (path: string): string => textOf(good.get(path) ?? new Uint8Array());
const changed = (path: string, from: string | RegExp, to: string): string[] => {
  const after = text(path).replace(from, to);
  expect(after).not.toBe(text(path));
  return problemsWith(path, after);
};

it('finds nothing wrong with the widget as it is', () => {
  expect(checkPackage(good)).toEqual([]);
});

describe('files', () => {
  it.each(['script.js', 'settings.js', 'style.css', 'i18n/pt.json', 'images/logo_min.png'])('needs %s', (path) => {
    expect(problemsWith(path, null)).toContain(`${path} is missing`);
  });

  it('reports a missing manifest before anything else', () => {
    expect(problemsWith('manifest.json', null)).toEqual(['manifest.json is missing']);
  });

  it.each(['notes.txt', 'i18n/ru.json', 'images/logo_dp.png'])('has no place for %s', (path) => {
    expect(problemsWith(path, '{}')).toContain(`${path} does not belong into the archive`);
  });

  it.each(['script.js', 'style.css', 'manifest.json', 'i18n/en.json'])('requires plain text in %s', (path) => {
    expect(problemsWith(path, `\uFEFF${text(path)}`)).toEqual([`${path} starts with a byte order mark`]);
    expect(problemsWith(path, text(path).replace('\n', '\r\n'))).toEqual([
      `${path} has carriage returns; lines must end with \\n alone`,
    ]);
    expect(problemsWith(path, new Uint8Array([0x7b, 0xff, 0x7d]))).toEqual([`${path} is not UTF-8`]);
  });
});

describe('manifest', () => {
  it.each([
    ['"interface_version": 2', '"interface_version": 1', 'widget.interface_version'],
    ['"init_once": false', '"init_once": true', 'widget.init_once'],
    [/"version": "[^"]+"/, '"version": "soon"', 'widget.version: must be like 1.0.0'],
    ['"lcard-1"', '"lcard-0"', 'locations.0'],
    ['"llist-1"', '"mobile_card"', 'locations.3'],
    ['"id"', '"ru"', 'widget.locale.4'],
    ['"installation": true,', '"installation": true, "secret_key": "obviously-fake",', 'secret_key'],
    [/"advanced": \{[^}]*\}/, '"other": {}', 'advanced'],
    ['{', '', 'manifest.json: it'],
  ])('refuses %s as %s', (from, to, problem) => {
    expect(changed('manifest.json', from, to).join('\n')).toContain(problem);
  });

  it('names only texts that are there', () => {
    expect(changed('manifest.json', 'widget.short_description', 'widget.tagline')).toContain(
      'i18n/en.json: widget.tagline is missing, which manifest.json names',
    );
  });
});

describe('locales', () => {
  it('reports a missing key', () => {
    expect(changed('i18n/es.json', /\s*"refresh": "[^"]*",/, '')).toEqual(['i18n/es.json: panel.refresh is missing']);
  });

  it('reports an unknown key', () => {
    expect(changed('i18n/tr.json', '"refresh"', '"reload"')).toEqual([
      'i18n/tr.json: panel.refresh is missing',
      'i18n/tr.json: panel.reload is unknown',
    ]);
  });

  it('requires a text for every key', () => {
    expect(changed('i18n/id.json', /"refresh": "[^"]*"/, '"refresh": " "')).toEqual([
      'i18n/id.json: panel.refresh is empty',
    ]);
  });

  it('requires the same places in every language', () => {
    expect(changed('i18n/pt.json', /"asOf": "[^"]*"/, '"asOf": "às {hora}"')).toEqual([
      'i18n/pt.json: panel.asOf has other {places} than the first locale',
    ]);
  });

  it.each(['[]', '{"widget": 1}', 'not json'])('refuses %s', (content) => {
    expect(problemsWith('i18n/es.json', content)).toContain('i18n/es.json is not an object of texts');
  });
});

describe('listing', () => {
  it.each([
    ['name', 'Payments in Kommo', 'must not contain'],
    ['name', 'Bezahlungsübersichten', 'has a word over 19'],
    ['short_description', 'x'.repeat(51), 'has 51 characters, 50 are allowed'],
    ['description', 'x '.repeat(201), 'has 402 characters, 400 are allowed'],
  ])('refuses the %s "%s"', (key, content, problem) => {
    expect(changed('i18n/en.json', new RegExp(`"${key}": "[^"]*"`), `"${key}": "${content}"`).join()).toContain(
      problem,
    );
  });
});

describe('logos', () => {
  const picture = (width: number, height: number, fill = 0): Uint8Array =>
    encodePng({ width, height, pixels: new Uint8Array(width * height * 4).fill(fill) });

  it.each(LOGOS.map((logo) => [logo.path, logo.width, logo.height] as const))(
    'requires the exact size of %s',
    (path, width, height) => {
      expect(problemsWith(path, picture(width, height))).toEqual([]);
      expect(problemsWith(path, picture(width + 1, height))).toEqual([
        `${path} is ${width + 1}×${height}, it must be ${width}×${height}`,
      ]);
    },
  );

  it('refuses a file that is not a PNG, and one that is too large', () => {
    expect(problemsWith('images/logo.png', 'GIF89a')).toEqual(['images/logo.png is not a PNG']);
    const heavy = new Uint8Array(300 * 1024 + 1);
    heavy.set(picture(130, 100));
    expect(problemsWith('images/logo.png', heavy)).toEqual(['images/logo.png has 307201 bytes, 307200 are allowed']);
  });
});

describe('script', () => {
  it.each([
    ["console.log('here');", 'console'],
    ["eval('1');", 'eval'],
    ["new Function('return 1');", 'code from a string'],
    ["document.createElement('script');", 'an injected script'],
    ["$('<script>');", 'an injected script'],
    ["document.write('');", 'document.write'],
    ['debugger;', 'debugger'],
    ['$.ajax({ async: false });', 'a synchronous request'],
    ['//# sourceMappingURL=script.js.map', 'a source map'],
    [`var packed="${'x'.repeat(1_001)}";`, 'is minified'],
  ])('refuses %s', (code, problem) => {
    const problems = problemsWith('script.js', `${text('script.js')}\n${code}\n`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it('is one anonymous AMD module', () => {
    expect(changed('script.js', 'define([', 'define("payments", [')).toEqual([
      'script.js is not one anonymous AMD module',
    ]);
  });
});

describe('style', () => {
  it.each([
    ['button { color: red; }', '"button" is not below'],
    ['.payments-via-fastspring { color: red; }', '".payments-via-fastspring" is not below'],
    ['.pvf-0badc0de a { color: red; }', '".pvf-0badc0de a" is not below'],
    ['SCOPE-other { color: red; }', 'is not below'],
    ['SCOPE ~ .card { color: red; }', '~ .card" is not below'],
    ['SCOPE.pvf-page+.card { color: red; }', '+.card" is not below'],
    [':root[data-color-scheme="dark"] SCOPE + p { color: red; }', '+ p" is not below'],
    ['SCOPE a, .card { color: red; }', '".card" is not below'],
    ['@media print { .card { color: red; } }', '".card" is not below'],
    ['SCOPE { --palette-text-primary: red; }', '--palette-text-primary is set'],
    ['@import "other.css";', 'loads another file'],
    ['SCOPE { background: url(picture.png); }', 'loads another file'],
  ])('refuses %s', (rule, problem) => {
    expect(problemsWith('style.css', `${text('style.css')}\n${scoped(rule)}\n`).join()).toContain(problem);
  });

  it('accepts a media query of ours', () => {
    const rule = '@media (prefers-reduced-motion: reduce) { SCOPE i { animation: none; } }';
    expect(problemsWith('style.css', `${text('style.css')}\n${scoped(rule)}\n`)).toEqual([]);
  });

  it.each([
    ['script.js', 'script.js does not name its styles'],
    ['settings.js', 'settings.js does not name the styles of script.js'],
  ])('reports its missing name in %s', (path, problem) => {
    expect(changed(path, /payments-via-fastspring pvf-[0-9a-f]{8}/g, 'pvf-0badc0de')).toContain(problem);
  });

  const scoped = (rule: string): string => {
    const [name = ''] = /pvf-[0-9a-f]{8}/.exec(text('script.js')) ?? [];
    return rule.replaceAll('SCOPE', `.${name}`);
  };
});
