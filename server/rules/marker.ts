import { createHash } from 'node:crypto';

const form = /\[fs:[0-9a-f]{16}\]/;

/**
 * A short mark at the end of a note or task, by which it is found again in Kommo when nobody knows whether it was
 * written. It is derived from the effect's key and tells nothing about it.
 */
export function markerOf(effectKey: string): string {
  return `[fs:${createHash('sha256').update(effectKey).digest('hex').slice(0, 16)}]`;
}

/** The text with the mark of its effect at the end. */
export function withMarker(text: string, effectKey: string): string {
  return `${text} ${markerOf(effectKey)}`;
}

/** The last mark in a text of Kommo's, or null when there is none; compare it with `markerOf`. */
export function findMarker(text: string): string | null {
  return text.match(new RegExp(form, 'g'))?.at(-1) ?? null;
}
