import { assembleWidget, readEnvironment, WidgetPackageError } from './build-widget.ts';
import { listingPoints, printable } from './widget-package/listing-points.ts';

/** Assembles the archive with the maker of the environment, and prints Kommo's list; ends with 1 when a point fails. */
async function main(): Promise<void> {
  const { publicUrl, maker } = readEnvironment();
  const { text, isReady } = printable(listingPoints(await assembleWidget(publicUrl, maker), maker));
  console.log(text);
  if (!isReady) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof WidgetPackageError ? error.message : error);
  process.exitCode = 1;
});
