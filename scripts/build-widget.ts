import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { z } from 'zod';
import { checkPackage } from './widget-package/check-package.ts';
import { copySources, readStyles } from './widget-package/copy-sources.ts';
import { parseMakerLogo } from './widget-package/logos/maker-logo.ts';
import type { Picture } from './widget-package/logos/png.ts';
import { type Maker, noMaker, readMaker } from './widget-package/maker.ts';
import { readPackage } from './widget-package/package-files.ts';
import { parsePublicUrl } from './widget-package/public-url.ts';
import { ROOT, styleName } from './widget-package/style-scope.ts';
import { zipPackage } from './widget-package/zip-package.ts';

/** The package breaks rules of Kommo's; each problem is a sentence that names the file. */
export class WidgetPackageError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The widget cannot be packaged:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'WidgetPackageError';
    this.problems = problems;
  }
}

const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The files that Kommo loads with every card, and those that the widget loads on demand. */
const SCRIPTS = [
  { entry: `${PROJECT}widget/script.ts`, fileName: () => 'script.js' },
  { entry: `${PROJECT}widget/settings/settings-page.tsx`, fileName: () => 'settings.js' },
  { entry: `${PROJECT}widget/payment-link/payment-link-form.tsx`, fileName: () => 'payment-link.js' },
  { entry: `${PROJECT}widget/lead-list/lead-list.tsx`, fileName: () => 'lead-list.js' },
  { entry: `${PROJECT}widget/find-customer/find-customer-form.tsx`, fileName: () => 'find-customer.js' },
];

interface BuildOptions {
  readonly publicUrl: string;
  readonly outDir: string;
  readonly maker?: Maker;
}

/**
 * Writes the widget's archive of this maker, unzipped, into `outDir` (emptied first), talking to the backend at `publicUrl`.
 * Throws a WidgetPackageError when the address or a file breaks a rule.
 */
export async function buildWidget(options: BuildOptions): Promise<void> {
  await assembleWidget(options);
  const problems = checkPackage(await readPackage(options.outDir));
  if (problems.length > 0) throw new WidgetPackageError(problems);
}

/** The same without checking the files. Throws a WidgetPackageError when the address or the logo cannot be used. */
export async function assembleWidget(options: BuildOptions): Promise<void> {
  const { maker = noMaker } = options;
  const address = parsePublicUrl(options.publicUrl);
  if ('problem' in address) throw new WidgetPackageError([address.problem]);

  const logo = await readLogo(maker);
  const scope = styleName(await readStyles(PROJECT));
  await rm(options.outDir, { recursive: true, force: true });
  for (const script of SCRIPTS) {
    await build({
      root: PROJECT,
      configFile: `${PROJECT}vite.config.ts`,
      logLevel: 'warn',
      define: {
        ROOT_CLASS: JSON.stringify(`${ROOT} ${scope}`),
        BACKEND_URL: JSON.stringify(address.url),
        SUPPORT_CONTACT: JSON.stringify(maker.email ?? maker.url),
        PRIVACY_URL: JSON.stringify(maker.privacyUrl),
      },
      build: {
        outDir: options.outDir,
        emptyOutDir: false,
        lib: { ...script, formats: ['es'] },
      },
    });
  }
  await copySources({
    from: PROJECT,
    to: options.outDir,
    version: await projectVersion(),
    styleName: scope,
    maker,
    logo,
  });
}

async function readLogo({ logo: path }: Maker): Promise<Picture | null> {
  if (path === null) return null;
  const read = parseMakerLogo(await readFile(path).catch(() => Buffer.alloc(0)));
  if ('problem' in read) throw new WidgetPackageError([`WIDGET_LOGO ${read.problem}: ${path}`]);
  return read.logo;
}

async function projectVersion(): Promise<string> {
  const text = await readFile(`${PROJECT}package.json`, 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** The address and the maker from the environment or a file `.env`. */
export function readEnvironment(): { readonly publicUrl: string; readonly maker: Maker } {
  if (existsSync('.env')) process.loadEnvFile('.env');
  const read = readMaker(process.env);
  if ('problems' in read) throw new WidgetPackageError(read.problems);
  return { publicUrl: process.env.PUBLIC_URL?.trim() || 'http://localhost:3000', ...read };
}

async function main(): Promise<void> {
  const outDir = `${PROJECT}dist/widget`;
  await mkdir(outDir, { recursive: true });
  await buildWidget({ ...readEnvironment(), outDir });
  const zip = zipPackage(await readPackage(outDir));
  await writeFile(`${PROJECT}dist/widget.zip`, zip);
  console.log(`dist/widget.zip, ${Math.ceil(zip.length / 1024)} KB, ready to upload to Kommo`);
}

if (import.meta.main) {
  main().catch((error: unknown) => {
    console.error(error instanceof WidgetPackageError ? error.message : error);
    process.exitCode = 1;
  });
}
