import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';

export const exportedFileSchema = z.object({ name: z.string(), rows: z.number(), sha256: z.string() });
export type ExportedFile = Readonly<z.infer<typeof exportedFileSchema>>;

export interface FileWriter {
  /** @param isRow false for a line that is no row, such as a heading */
  readonly write: (line: string, isRow?: boolean) => Promise<void>;
  readonly close: () => Promise<ExportedFile>;
}

/** A file that is written line by line, at the speed of the disk. Only its owner may read it. */
export function openFile(folder: string, name: string): FileWriter {
  const stream = createWriteStream(join(folder, name), { mode: 0o600, flags: 'wx' });
  const hash = createHash('sha256');
  const failed = new Promise<never>((_resolve, reject) => stream.once('error', reject));
  // Whoever writes or closes is told; nobody may be doing so at the moment.
  failed.catch(() => undefined);
  let rows = 0;
  return {
    write: async (line, isRow = true) => {
      hash.update(line);
      if (isRow) rows += 1;
      if (stream.write(line)) return;
      await Promise.race([new Promise<void>((resolve) => stream.once('drain', () => resolve())), failed]);
    },
    close: async () => {
      stream.end();
      await Promise.race([finished(stream), failed]);
      return { name, rows, sha256: hash.digest('hex') };
    },
  };
}
