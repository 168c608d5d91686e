import { z } from 'zod';

export const countsSchema = z.record(z.string(), z.number());
/** Numbers of erased rows, by kind. */
export type ErasureCounts = Readonly<z.infer<typeof countsSchema>>;

/** The result of one transaction of an erasure step. */
export interface Progress {
  /** the last row processed; null when the step is finished */
  readonly cursor: string | null;
  readonly counts?: ErasureCounts;
}
