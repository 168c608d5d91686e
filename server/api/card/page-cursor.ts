import { z } from 'zod';

/** A place in a list that is sorted by time, the newest first, and then by key. */
export interface Place {
  /** ms */
  readonly at: number;
  readonly key: string;
}

/** As it stands in an address: `1764583200000_…`. */
export const placeSchema = z
  .string()
  .regex(/^\d{1,15}_/)
  .max(300)
  .transform((text): Place => {
    const end = text.indexOf('_');
    return { at: Number(text.slice(0, end)), key: text.slice(end + 1) };
  });

export const placeText = ({ at, key }: Place): string => `${at}_${key}`;

/** How many of a list an answer has. */
export const listAtMost = 100;
