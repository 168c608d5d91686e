import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The parts of an installed widget's manifest that Kommo's page needs. */
export interface InstalledWidget {
  readonly directory: string;
  readonly code: string;
  readonly version: string;
  readonly initOnce: boolean;
  readonly locales: readonly string[];
  readonly locations: readonly string[];
}

const manifestSchema = z.object({
  widget: z.object({
    version: z.string().default('1'),
    init_once: z.boolean().default(false),
    locale: z.array(z.string()),
  }),
  locations: z.array(z.string()),
});

/** Reads the unpacked archive's manifest, at every page load: a rebuilt widget needs no restart. */
export async function readWidget(directory: string, code: string): Promise<InstalledWidget> {
  const { widget, locations } = manifestSchema.parse(
    JSON.parse(await readFile(join(directory, 'manifest.json'), 'utf8')),
  );
  return { directory, code, version: widget.version, initOnce: widget.init_once, locales: widget.locale, locations };
}
