import { createHash } from 'node:crypto';

const form = /\[fs:(?:[0-9a-z]{8}|[0-9a-f]{16})\]/g;

/** 36⁸ is 2.8 · 10¹²: of ten thousand notes on one lead, two share a mark once in 56,000 such leads. */
const length = 8;

/**
 * A short mark at the end of a note or task, for finding it again in Kommo if it is unknown whether it was written. It
 * is derived from the effect's key and reveals nothing about it.
 */
function markerOf(effectKey: string): string {
  const number = BigInt(`0x${digestOf(effectKey)}`);
  return `[fs:${number.toString(36).slice(-length)}]`;
}

/** The possible marks of the effect's note or task in Kommo: its mark, and the longer one of earlier versions. */
export function markersOf(effectKey: string): readonly string[] {
  return [markerOf(effectKey), `[fs:${digestOf(effectKey).slice(0, 16)}]`];
}

/** The text with the mark of its effect at the end. */
export function withMarker(text: string, effectKey: string): string {
  return `${text} ${markerOf(effectKey)}`;
}

/** The last mark in a text from Kommo, or null if there is none; compare it with `markersOf`. */
export function findMarker(text: string): string | null {
  return text.match(form)?.at(-1) ?? null;
}

/** An erased key is the digest of the one before it: server/personal-data/erase-effects.ts */
function digestOf(effectKey: string): string {
  const erased = /^erased:([0-9a-f]{64})$/.exec(effectKey)?.[1];
  if (erased !== undefined) return erased;
  return createHash('sha256').update(effectKey).digest('hex');
}
