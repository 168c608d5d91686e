import { historyProblemSchema } from '../../history/history-problem.ts';
import { importStates, kommoChoices } from '../../history/import/import-states.ts';
import { planSchema, type StoredPlan } from '../../history/import/plan.ts';
import { decimalString } from '../../ledger/money.ts';
import type { Import } from '../../platform/database/generated/client.ts';
import { explainMatch, explainUnmatchedTogether } from '../../texts/match-text.ts';
import { type UserNames, userName } from '../people/user-names.ts';
import type { ImportPlan, ImportProgress, ImportView } from './import-view.ts';

export interface ReaderOfImports {
  readonly language: string;
  readonly userNames: UserNames;
  /** requests to Kommo in a second */
  readonly kommoRateLimit: number;
  /** ms since 1970 */
  readonly now: number;
}

export function describeImport(row: Import, reader: ReaderOfImports): ImportView {
  const state = importStates.parse(row.state);
  return {
    id: row.id,
    begin: row.beginDay,
    end: row.endDay,
    state,
    isPaused: row.paused,
    kommo: kommoChoices.nullable().parse(row.kommo),
    progress: ['reading', 'matching', 'applying', 'linking', 'undoing'].includes(state)
      ? progressOf(row, reader)
      : null,
    plan: row.plan === null ? null : describePlan(planSchema.parse(row.plan), reader),
    problem: row.problem === null ? null : historyProblemSchema.parse(row.problem),
    canUndo: state === 'done',
    createdAt: row.createdAt.toISOString(),
    createdBy: userName(reader.userNames, row.createdBy),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}

/** The speed since the state began, or since it was resumed. */
function progressOf(row: Import, { now }: ReaderOfImports): ImportProgress {
  const { done, total, measuredFrom, measuredSince } = row;
  const minutes = measuredSince === null ? 0 : (now - measuredSince.getTime()) / 60_000;
  const perMinute = minutes > 0 && done > measuredFrom && !row.paused ? (done - measuredFrom) / minutes : null;
  return {
    done: Math.min(done, total),
    total,
    perMinute: perMinute === null ? null : Math.round(perMinute),
    secondsLeft: perMinute === null ? null : Math.ceil((Math.max(0, total - done) / perMinute) * 60),
  };
}

function describePlan(plan: StoredPlan, { language, kommoRateLimit }: ReaderOfImports): ImportPlan {
  return {
    ...plan,
    totals: plan.totals.map(({ currency, total }) => ({ currency, total: decimalString(total, currency) })),
    unmatched: plan.unmatched.map(({ why, customers }) => ({
      why: explainUnmatchedTogether(why.code, language),
      customers,
    })),
    examples: plan.examples.map(({ reason, details, ...example }) => ({
      ...example,
      explanation: explainMatch({ reason, details }, language),
    })),
    kommoSeconds: Math.ceil(plan.kommoCalls / kommoRateLimit),
  };
}
