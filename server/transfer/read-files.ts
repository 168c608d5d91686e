import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { z } from 'zod';
import { type Manifest, manifestSchema } from './export-account.ts';

/** The folder is not a complete export, or was changed since. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';
}

/**
 * Reads the manifest of an export, after checking that every file is complete.
 * @throws NotAnExport
 */
export async function openExport(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const { name, sha256 } of manifest.files) {
    if (!/^[a-z]+\.(jsonl|csv|json)$/.test(name)) throw new NotAnExport(`manifest.json names an odd file: ${name}`);
    const hash = createHash('sha256');
    try {
      await pipeline(createReadStream(join(folder, name)), hash);
    } catch {
      throw new NotAnExport(`${name} cannot be read`);
    }
    if (hash.digest('hex') !== sha256) throw new NotAnExport(`${name} was changed since it was exported`);
  }
  return manifest;
}

async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  } catch {
    throw new NotAnExport(`${folder} has no manifest.json of a whole export`);
  }
}

/** The rows of a JSON Lines file, in batches. */
export async function* readLines<Row extends z.ZodType>(
  folder: string,
  name: string,
  schema: Row,
  atOnce: number,
): AsyncGenerator<readonly z.output<Row>[]> {
  let rows: z.output<Row>[] = [];
  let characters = 0;
  for await (const line of linesOf(join(folder, name))) {
    rows.push(schema.parse(JSON.parse(line)));
    characters += line.length;
    if (rows.length < atOnce && characters < charactersAtOnce) continue;
    yield rows;
    rows = [];
    characters = 0;
  }
  if (rows.length > 0) yield rows;
}

const charactersAtOnce = 2 * 1024 * 1024;

/** Node's readline also breaks lines at U+2028, which may occur within JSON texts. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  const chunks: AsyncIterable<string> = createReadStream(path, { encoding: 'utf8' });
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}
