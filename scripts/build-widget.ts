import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import packageFile from '../package.json' with { type: 'json' };
import { type Maker, noMaker, readMaker } from '../server/config/maker.ts';
import { makeArchive } from '../server/front/archive/make-archive.ts';
import { type PackageFiles, readPackage } from '../server/front/archive/package-files.ts';
import { zipPackage } from '../server/front/archive/zip-package.ts';
import { drawMakerPictures } from '../server/front/logos/maker-pictures.ts';
import { isLoopbackHost } from '../server/platform/http/loopback.ts';
import { buildParts, PROJECT } from './widget-package/build-parts.ts';
import { checkPackage } from './widget-package/check-package.ts';
import { parsePublicUrl } from './widget-package/public-url.ts';

/** The package breaks rules of Kommo's; each problem is a sentence that names the file. */
export class WidgetPackageError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The widget cannot be packaged:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'WidgetPackageError';
    this.problems = problems;
  }
}

interface BuildOptions {
  readonly publicUrl: string;
  readonly outDir: string;
  readonly maker?: Maker;
}

/**
 * Writes the widget's archive of this maker, unzipped, into `outDir` (emptied first), talking to the backend at `publicUrl`.
 * Throws a WidgetPackageError when the address or a file breaks a rule.
 */
export async function buildWidget({ publicUrl, outDir, maker = noMaker }: BuildOptions): Promise<void> {
  const files = await assembleWidget(publicUrl, maker);
  const problems = checkPackage(files);
  if (problems.length > 0) throw new WidgetPackageError(problems);
  await rm(outDir, { recursive: true, force: true });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(outDir, path)), { recursive: true });
    await writeFile(join(outDir, path), bytes);
  }
}

/** The archive's files, unchecked. Throws a WidgetPackageError when the address or the logo cannot be used. */
export async function assembleWidget(publicUrl: string, maker: Maker): Promise<PackageFiles> {
  const address = parsePublicUrl(publicUrl);
  if ('problem' in address) throw new WidgetPackageError([address.problem]);
  const drawn = maker.logo === null ? { pictures: new Map() } : await drawMakerPictures(maker.logo);
  if ('problem' in drawn) throw new WidgetPackageError([drawn.problem]);
  const { pictures } = drawn;
  return makeArchive(await buildParts(), {
    publicUrl: address.url,
    maker,
    pictures,
    projectVersion: packageFile.version,
  });
}

/** The address and the maker from the environment, or from the file `.env` beside package.json. */
export function readEnvironment(): { readonly publicUrl: string; readonly maker: Maker } {
  const file = join(PROJECT, '.env');
  if (existsSync(file)) process.loadEnvFile(file);
  const read = readMaker(process.env);
  if ('problems' in read) throw new WidgetPackageError(read.problems);
  return { publicUrl: process.env.PUBLIC_URL?.trim() || 'http://localhost:3000', ...read };
}

/** What the archive is good for. */
export function describeArchive(publicUrl: string): string {
  const { hostname, origin } = new URL(publicUrl);
  if (!isLoopbackHost(hostname)) return `for ${origin}, ready to upload to Kommo`;
  return `for ${origin}: good for trying on this machine only. Set PUBLIC_URL to the address that Kommo reaches, and build again.`;
}

async function main(): Promise<void> {
  const given = readEnvironment();
  const outDir = join(PROJECT, 'dist/widget');
  await buildWidget({ ...given, outDir });
  const zip = zipPackage(await readPackage(outDir));
  await writeFile(join(PROJECT, 'dist/widget.zip'), zip);
  console.log(`dist/widget.zip, ${Math.ceil(zip.length / 1024)} KB, ${describeArchive(given.publicUrl)}`);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof WidgetPackageError ? error.message : error);
    process.exitCode = 1;
  });
}
