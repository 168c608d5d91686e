import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assembleWidget, readEnvironment, WidgetPackageError } from './build-widget.ts';
import { listingPoints, printable } from './widget-package/listing-points.ts';
import { readPackage } from './widget-package/package-files.ts';

/** Assembles the archive with the maker of the environment, and prints Kommo's list; ends with 1 when a point fails. */
async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'widget-'));
  try {
    const given = readEnvironment();
    await assembleWidget({ ...given, outDir: folder });
    const { text, isReady } = printable(listingPoints(await readPackage(folder), given.maker));
    console.log(text);
    if (!isReady) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true });
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof WidgetPackageError ? error.message : error);
  process.exitCode = 1;
});
