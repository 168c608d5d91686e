import type { FastspringApi } from '../../fastspring/api/api.ts';
import type { Account } from '../../platform/database/generated/client.ts';
import type { ReconciliationDependencies } from './context.ts';
import { type Difference, differencesNamed, type Phase, type Progress, phases } from './results.ts';

/** One account's reconciliation, shared by its steps. */
export interface ReconciliationRun extends ReconciliationDependencies {
  readonly account: Account;
  readonly accountId: string;
  readonly api: FastspringApi;
  readonly signal: AbortSignal;
}

/** Does a bounded part of a phase, and returns the new progress. Repeating a finished part is harmless. */
export type ComparisonStep = (run: ReconciliationRun, progress: Progress) => Promise<Progress>;

/** A difference that is not healed yet. */
export function differenceOf(
  what: Difference['what'],
  id: string,
  cause: Difference['cause'],
  more: Partial<Difference> = {},
): Difference {
  return { what, id, name: id, cause, fastspring: null, panel: null, healed: false, ...more };
}

export function withDifferences(progress: Progress, found: readonly Difference[]): Progress {
  return {
    ...progress,
    differences: [...progress.differences, ...found].slice(0, differencesNamed),
    differenceCount: progress.differenceCount + found.length,
  };
}

/** @param phase the finished phase */
export function nextPhase(progress: Progress, phase: Phase): Progress {
  return { ...progress, phase: phases[phases.indexOf(phase) + 1] ?? 'verdict', cursor: null };
}
