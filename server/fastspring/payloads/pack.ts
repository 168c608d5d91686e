import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRaw, deflateRawSync, inflateRawSync } from 'node:zlib';

/** The first byte of a packed text says how the rest was made. */
const formats = { plain: 0, deflatedWithDictionary: 1 } as const;

/**
 * An example of FastSpring's most frequent event: what a text has in common with it takes almost no space. Stored texts
 * need the dictionary that they were made with: a better one gets another first byte, and this one stays.
 */
const dictionary = readFileSync(join(import.meta.dirname, 'dictionary-1.txt'));

const options = { level: 3, dictionary } as const;
/** bytes; deflating a shorter text takes as long, and saves nothing to speak of */
const shortText = 256;
/** bytes; a longer text is deflated beside everything else, because it would take milliseconds */
const longText = 64 * 1024;
const deflateBeside = promisify<Buffer, typeof options, Buffer>(deflateRaw);

/** A text as it is stored: about an eighth of an order's JSON. */
export async function pack(text: string): Promise<{ readonly bytes: number; readonly packed: Buffer }> {
  const raw = Buffer.from(text);
  const bytes = raw.length;
  if (bytes < shortText) return { bytes, packed: Buffer.concat([Buffer.of(formats.plain), raw]) };
  const deflated = bytes < longText ? deflateRawSync(raw, options) : await deflateBeside(raw, options);
  return { bytes, packed: Buffer.concat([Buffer.of(formats.deflatedWithDictionary), deflated]) };
}

/** @throws Error when a later version packed it */
export function unpack(packed: Uint8Array): string {
  const [format] = packed;
  const rest = packed.subarray(1);
  if (format === formats.plain) return Buffer.from(rest).toString();
  if (format === formats.deflatedWithDictionary) return inflateRawSync(rest, { dictionary }).toString();
  throw new Error('A payload was stored by a later version');
}
