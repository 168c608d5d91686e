/** How an attempt to deliver an effect ended; an effect that was not sent has none. */
export const effectOutcomes = ['done', 'uncertain', 'failed', 'skipped'] as const;
export type EffectOutcome = (typeof effectOutcomes)[number];

/** Counts what delivery does. */
export interface DeliveryWatch {
  /** @param kind one of those that the column's CHECK lists */
  readonly ended: (kind: string, outcome: EffectOutcome) => void;
  /** @param seconds from FastSpring's webhook to the changed lead, for one payment */
  readonly reachedLead: (seconds: number) => void;
}
