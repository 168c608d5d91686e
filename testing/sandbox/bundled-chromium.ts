import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createBrotliDecompress } from 'node:zlib';
import { z } from 'zod';

/** The Chromium that comes with `npm ci` (Linux only), unpacked. */
export interface BundledChromium {
  readonly executable: string;
  /** offers only its own fonts, so that pictures are the same on every machine */
  readonly fontEnvironment: Readonly<Record<string, string>>;
  /** for machines that lack the libraries Chromium needs (NSS, expat) */
  readonly libraryEnvironment: Readonly<Record<string, string>>;
}

/**
 * Unpacks it once per user and version into the temporary folder. The package's own way is not used: it unpacks to
 * fixed names that other users cannot read, and two simultaneous processes would start a half-written binary.
 */
export async function unpackChromium(): Promise<BundledChromium> {
  const description = findPackageJSON('@sparticuz/chromium', import.meta.url);
  if (description === undefined) throw new Error('@sparticuz/chromium is not installed');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(await readFile(description, 'utf8')));
  const folder = join(tmpdir(), `kommo-fastspring-chromium-${version}-${userInfo().uid}`);
  if (!existsSync(folder)) await unpackTo(folder, join(dirname(description), 'bin'));
  return {
    executable: join(folder, 'chromium'),
    fontEnvironment: { FONTCONFIG_FILE: join(folder, 'fonts.conf') },
    libraryEnvironment: { LD_LIBRARY_PATH: join(folder, 'lib') },
  };
}

async function unpackTo(folder: string, archives: string): Promise<void> {
  const temporary = await mkdtemp(`${folder}-`);
  await Promise.all([
    decompress(join(archives, 'chromium.br'), join(temporary, 'chromium')),
    unpackTar(join(archives, 'fonts.tar.br'), temporary),
    unpackTar(join(archives, 'al2023.tar.br'), temporary),
  ]);
  await writeFile(join(temporary, 'fonts.conf'), fontConfiguration(folder));
  // Another process may have been faster: its folder holds the same.
  await rename(temporary, folder).catch(() => rm(temporary, { recursive: true, force: true }));
}

async function decompress(archive: string, target: string): Promise<void> {
  await pipeline(createReadStream(archive), createBrotliDecompress(), createWriteStream(target, { mode: 0o700 }));
}

async function unpackTar(archive: string, folder: string): Promise<void> {
  const tarFile = join(folder, `${basename(archive)}.tar`);
  await decompress(archive, tarFile);
  await promisify(execFile)('tar', ['-xf', tarFile, '-C', folder]);
  await rm(tarFile);
}

function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
</fontconfig>
`;
}
