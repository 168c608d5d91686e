import { z } from 'zod';
import type { Transaction } from '../platform/database/database.ts';
import type { Erasure } from '../platform/database/generated/client.ts';
import type { MentionedPerson } from './mentions.ts';

export const countsSchema = z.record(z.string(), z.number());
/** Numbers of erased rows, by kind. */
export type ErasureCounts = Readonly<z.infer<typeof countsSchema>>;

/** The result of one transaction of an erasure step. */
export interface Progress {
  /** the last row processed; null when the step is finished */
  readonly cursor: string | null;
  readonly counts?: ErasureCounts;
}

/**
 * One transaction of an erasure step, from the erasure's cursor on.
 * @param text replaces a note in Kommo
 */
export type ErasureStep = (
  transaction: Transaction,
  erasure: Erasure,
  person: MentionedPerson,
  text: string,
) => Promise<Progress>;
