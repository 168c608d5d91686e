import { expect, test } from 'vitest';
import { lead, nothingRemembered, renewals, sales } from '../../../testing/server/rules/stages.ts';
import type { StageGuardInput } from '../../rules/stage-guard.ts';
import type { PendingMove } from '../effects/pending-effect.ts';
import { decideInOrder } from './decide-in-order.ts';

/** A move for a fact this many seconds after the epoch; the lead is in stage 12 of pipeline 1. */
const move = (second: number, statusId: number, change: Partial<PendingMove['content']> = {}): PendingMove => ({
  accountId: 'account',
  id: `effect-${second}`,
  key: `fact-${second}|152464|move`,
  factKey: `fact-${second}`,
  leadId: 152464,
  occurredAt: second * 1000,
  content: { kind: 'move', pipelineId: 1, statusId, reopen: false, ...change },
  attempts: 0,
  sentAt: null,
});

interface Situation {
  readonly lead?: Partial<typeof lead>;
  readonly memory?: Partial<typeof nothingRemembered>;
  readonly statusChanges?: StageGuardInput['statusChanges'];
}

/** For each move: `1/13`, the code of the reason against it, or `ask_history`. */
function decide(moves: readonly PendingMove[], { statusChanges = 'not_read', ...change }: Situation = {}) {
  const memory = { ...nothingRemembered, ...change.memory };
  const decisions = decideInOrder({ ...lead, ...change.lead }, memory, moves, [sales, renewals], statusChanges);
  return decisions.map((decision) => {
    if (decision === 'ask_history') return decision;
    return decision.kind === 'skip' ? decision.reason.code : `${decision.pipelineId}/${decision.statusId}`;
  });
}

test('each move sees the lead as the earlier ones leave it', () => {
  expect(decide([move(1000, 13), move(1001, 12)])).toEqual(['1/13', 'backwards']);
  expect(decide([move(1000, 142), move(1001, 13)])).toEqual(['1/142', 'closed']);
});

test('a move within the lead’s own pipeline stays in the one it was moved to before', () => {
  expect(decide([move(1000, 21, { pipelineId: 2 }), move(1001, 142, { pipelineId: null })])).toEqual(['2/21', '2/142']);
});

test('an older fact does not move a lead after a newer one, though both wait', () => {
  expect(decide([move(1001, 12), move(1000, 13)])).toEqual(['1/12', 'olderFact']);
});

test('of two facts of one moment the one with the greater key decides', () => {
  const greater = { ...move(1000, 13), factKey: 'z' };
  expect(decide([greater, move(1000, 11, { reopen: true })])).toEqual(['1/13', 'olderFact']);
});

test('a move that is refused changes nothing for the next one', () => {
  expect(decide([move(1000, 11), move(1001, 13)])).toEqual(['backwards', '1/13']);
});

test('a lead that is already in the stage is remembered as moved', () => {
  expect(decide([move(1000, 12)])).toEqual(['1/12']);
});

test('each move of a lead that a person may have moved waits for the history', () => {
  const changed = { lead: { updated_at: 1500 } };
  expect(decide([move(1000, 13), move(1001, 142)], changed)).toEqual(['ask_history', 'ask_history']);
});

test('our own earlier move does not count as a person’s', () => {
  const seenBefore = { at: 900_000, pipelineId: 1, statusId: 12 };
  const changed = { lead: { updated_at: 1500 }, memory: { seenBefore }, statusChanges: 'unknown' } as const;
  expect(decide([move(1000, 13), move(1001, 142)], changed)).toEqual(['1/13', '1/142']);
});
