import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildWidget } from '../../scripts/build-widget.ts';
import { SCRIPTS } from '../../server/front/archive/package-files.ts';

/** Placeholder in the scripts for the backend's address, which no test file knows before its backend listens. */
const placeholder = 'http://localhost:1/backend-of-the-test-file';

/** The widget's archive, unzipped, with a placeholder for the backend's address. */
export interface BuiltWidget {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

export async function buildForTests(): Promise<BuiltWidget> {
  const folder = await mkdtemp(join(tmpdir(), 'kommo-fastspring-widget-'));
  await buildWidget({ publicUrl: placeholder, outDir: folder });
  return { folder, remove: () => rm(folder, { recursive: true }) };
}

/** Copies the built widget to `target`, set to talk to the backend at `address`. */
export async function copyWidget(built: string, target: string, address: string): Promise<void> {
  await cp(built, target, { recursive: true });
  for (const script of SCRIPTS) {
    const text = await readFile(join(target, script), 'utf8');
    if (!text.includes(placeholder)) throw new Error(`${script} does not name its backend`);
    await writeFile(join(target, script), text.replaceAll(placeholder, address));
  }
}
