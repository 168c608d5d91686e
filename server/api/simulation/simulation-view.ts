import type { EffectContent } from '../../rules/planning/effect.ts';

/**
 * What `POST /api/v1/settings/simulate` answers: what the settings in its body would have asked of Kommo for the last
 * days' facts, beside what the saved ones ask. Nothing is stored and nothing is sent. The lead's stage at that time is
 * not known any more, so whether a move would have been held back (an older fact, a person's own move, a closed lead) is
 * not part of it.
 */
export interface SimulationView {
  readonly days: number;
  /** facts with a lead, the latest ones when there are more than one simulation takes */
  readonly facts: number;
  /** facts whose customer has no lead, which no rule reaches */
  readonly withoutLead: number;
  readonly saved: EffectCounts;
  readonly simulated: EffectCounts;
  /** facts for which the two differ, the latest first */
  readonly differences: readonly SimulatedFact[];
  /** how many more there are than are listed */
  readonly furtherDifferences: number;
}

/** how often each kind of effect is asked for */
export type EffectCounts = Readonly<Partial<Record<EffectContent['kind'], number>>>;

export interface SimulatedFact {
  readonly at: string;
  readonly type: string;
  /** what happened, a line in the reader's language */
  readonly text: string;
  readonly leadId: number;
  readonly leadName: string | null;
  /** only what the saved settings ask for */
  readonly removed: readonly EffectContent[];
  /** only what the simulated settings ask for */
  readonly added: readonly EffectContent[];
}
