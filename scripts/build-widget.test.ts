import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noMaker } from '../server/config/maker.ts';
import { type PackageFiles, readPackage, textOf } from '../server/front/archive/package-files.ts';
import { slidePath } from '../server/front/archive/tour-images.ts';
import { zipPackage } from '../server/front/archive/zip-package.ts';
import { LOGOS } from '../server/front/logos/sizes.ts';
import { buildWidget, describeArchive, WidgetPackageError } from './build-widget.ts';
import { listingPoints } from './widget-package/listing-points.ts';

let folder: string;
let files: PackageFiles;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'widget-'));
  await buildWidget({ publicUrl: 'https://payments.example', outDir: folder });
  files = await readPackage(folder);
});
afterAll(() => rm(folder, { recursive: true }));

it('has its files at the root of the archive', () => {
  expect(Object.keys(unzipSync(zipPackage(files))).sort()).toEqual(
    [
      'manifest.json',
      'script.js',
      'settings.js',
      'payment-link.js',
      'find-customer.js',
      'lead-list.js',
      'style.css',
      'settings.css',
      'forms.css',
      ...['en', 'es', 'pt', 'tr', 'id'].map((locale) => `i18n/${locale}.json`),
      ...LOGOS.map((logo) => logo.path),
      'images/icon.svg',
      ...['en', 'es', 'pt', 'tr', 'id'].flatMap((locale) => [1, 2, 3].map((number) => slidePath(locale, number))),
    ].sort(),
  );
});

it('is the same archive, byte for byte, in every build', async () => {
  const again = await mkdtemp(join(tmpdir(), 'widget-'));
  await buildWidget({ publicUrl: 'https://payments.example', outDir: again });
  expect(Buffer.compare(zipPackage(await readPackage(again)), zipPackage(files))).toBe(0);
  await rm(again, { recursive: true });
});

it('talks to the backend at its address', () => {
  expect(textOf(files.get('script.js') ?? new Uint8Array())).toContain('https://payments.example/api/v1/');
});

it('carries the project’s version with a number that changes with any file', async () => {
  const other = await mkdtemp(join(tmpdir(), 'widget-'));
  await buildWidget({ publicUrl: 'https://payments.example.com', outDir: other });
  const versions = [files, await readPackage(other)].map(versionOf);
  expect(versions[0]).toMatch(/^0\.1\.\d+$/);
  expect(versions[1]).not.toBe(versions[0]);
  await rm(other, { recursive: true });
});

function versionOf(archive: PackageFiles): unknown {
  return JSON.parse(textOf(archive.get('manifest.json') ?? new Uint8Array())).widget.version;
}

it.each([
  { file: 'script.js', needs: ['jquery', 'require'], type: 'function' },
  { file: 'settings.js', needs: [], type: 'object' },
  { file: 'lead-list.js', needs: ['lib/components/base/modal'], type: 'object' },
] as const)('defines $file despite any globals that the page has leaked', ({ file, needs, type }) => {
  const script = textOf(files.get(file) ?? new Uint8Array());
  let module: unknown;
  const define = (dependencies: string[], factory: (...modules: unknown[]) => unknown): void => {
    expect(dependencies).toEqual(needs);
    module = factory({}, {});
  };
  // Runs the built file with a page's globals around it, as a script element would.
  new Function('define', 'exports', 'module', script)(define, {}, { exports: {} });
  expect(module).toBeTypeOf(type);
});

it('weighs at most 25 KB in a lead card, script and style together as they travel', () => {
  expect(weightOf(files)).toBeLessThanOrEqual(25 * 1024);
});

function weightOf(archive: PackageFiles): number {
  const parts = ['script.js', 'style.css'].map((path) => archive.get(path) ?? new Uint8Array());
  return parts.reduce((total, part) => total + gzipSync(part, { level: 9 }).length, 0);
}

describe('of a maker', () => {
  const maker = {
    vendor: 'Acme',
    email: 'help@acme.example',
    url: 'https://acme.example/help',
    privacyUrl: 'https://acme.example/privacy',
    // Any picture will do: here a logo of the widget's.
    logo: fileURLToPath(new URL('../widget/images/logo.png', import.meta.url)),
  };
  let theirs: PackageFiles;
  const textIn = (path: string) => textOf(theirs.get(path) ?? new Uint8Array());

  beforeAll(async () => {
    const other = await mkdtemp(join(tmpdir(), 'widget-'));
    await buildWidget({ publicUrl: 'https://payments.example', outDir: other, maker });
    theirs = await readPackage(other);
    await rm(other, { recursive: true });
  });

  it('is named after it, and names its support', () => {
    expect(JSON.parse(textIn('i18n/en.json')).widget.name).toBe('FastSpring payments via Acme');
    expect(JSON.parse(textIn('manifest.json')).widget.support).toEqual({ link: maker.url, email: maker.email });
    expect(textIn('script.js')).toContain(maker.email);
    expect(textIn('settings.js')).toContain(maker.privacyUrl);
    expect(textOf(files.get('script.js') ?? new Uint8Array())).not.toContain('acme.example');
  });

  it('shows its logo where Kommo wants it, and in no other picture', () => {
    const changed = [...theirs.keys()].filter((path) => {
      const ours = files.get(path);
      return path.endsWith('.png') && !(ours && Buffer.from(ours).equals(theirs.get(path) ?? Buffer.alloc(0)));
    });
    expect(changed).toEqual(['images/logo_main.png', 'images/logo_medium.png']);
  });

  it('weighs no more in a card', () => expect(weightOf(theirs)).toBeLessThanOrEqual(25 * 1024));

  it('meets every point of Kommo’s list that a program can check', () => {
    const failed = listingPoints(theirs, maker).filter(({ verdict }) => verdict === 'fail');
    expect(failed).toEqual([]);
  });

  it('has three slides in each language', () => {
    const { widget, tour } = JSON.parse(textIn('manifest.json'));
    expect(Object.keys(tour.tour_images).sort()).toEqual([...widget.locale].sort());
    for (const slides of Object.values(tour.tour_images)) expect(slides).toHaveLength(3);
  });
});

it('refuses a file that is not a logo', async () => {
  const logo = fileURLToPath(import.meta.url);
  const building = buildWidget({ publicUrl: 'https://payments.example', outDir: folder, maker: { ...noMaker, logo } });
  await expect(building).rejects.toThrow(`WIDGET_LOGO is not a PNG that can be read: ${logo}`);
});

it('refuses an address that Kommo would block', async () => {
  const building = buildWidget({ publicUrl: 'http://payments.example', outDir: folder });
  await expect(building).rejects.toThrow(WidgetPackageError);
  await expect(building).rejects.toThrow('PUBLIC_URL must be an https:// address');
});

it('says of an archive for this machine that it is for trying only', () => {
  expect(describeArchive('http://localhost:3000')).toContain('on this machine only. Set PUBLIC_URL');
  expect(describeArchive('http://localhost:3000')).not.toContain('ready');
  expect(describeArchive('https://payments.example')).toBe('for https://payments.example, ready to upload to Kommo');
});
