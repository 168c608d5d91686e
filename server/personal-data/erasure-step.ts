import { z } from 'zod';

export const countsSchema = z.record(z.string(), z.number());
/** What was erased, by what it was. */
export type ErasureCounts = Readonly<z.infer<typeof countsSchema>>;

/** What one transaction of a step of an erasure did. */
export interface Progress {
  /** the last row that was looked at; null when the step is through */
  readonly cursor: string | null;
  readonly counts?: ErasureCounts;
}
