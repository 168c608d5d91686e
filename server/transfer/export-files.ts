import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { z } from 'zod';

export const exportedFileSchema = z.object({ name: z.string(), rows: z.number(), sha256: z.string() });
export type ExportedFile = Readonly<z.infer<typeof exportedFileSchema>>;

/** A file that is written line by line, at the speed of the disk. Only its owner may read it. */
export function openFile(folder: string, name: string) {
  const stream = createWriteStream(join(folder, name), { mode: 0o600, flags: 'wx' });
  const hash = createHash('sha256');
  // `write` and `close` report the error; this avoids an unhandled one between calls.
  stream.on('error', () => undefined);
  let rows = 0;
  return {
    /** @param isRow false for a line that is not a row, such as a heading */
    write: async (line: string, isRow = true): Promise<void> => {
      hash.update(line);
      if (isRow) rows += 1;
      if (stream.write(line)) return;
      if (stream.errored) throw stream.errored;
      await once(stream, 'drain');
    },
    close: async (): Promise<ExportedFile> => {
      stream.end();
      await finished(stream);
      return { name, rows, sha256: hash.digest('hex') };
    },
    /** Releases the file's descriptor; call it in every case. */
    destroy: () => void stream.destroy(),
  };
}
