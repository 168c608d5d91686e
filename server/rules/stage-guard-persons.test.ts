import { describe, expect, test } from 'vitest';
import { type Change, decide } from '../../testing/server/rules/stages.ts';
import type { KommoLead, KommoStatusChange } from '../kommo/api/api.ts';

type Case = readonly [string, Change, string];

const changed = (change: Partial<KommoLead> = {}) => ({ updated_at: 1500, ...change });
const change = (created_at: number, created_by = 7): KommoStatusChange => ({
  entity_id: 152464,
  created_at,
  created_by,
});
const changeTo = (created_at: number, statusId: number): KommoStatusChange => ({
  ...change(created_at),
  value_after: [{ lead_status: { id: statusId, pipeline_id: 1 } }],
});
const besideOthers = (moved: KommoStatusChange): KommoStatusChange => ({
  ...moved,
  value_after: [{}, ...(moved.value_after ?? [])],
});
const attempted = (second: number, statusId: number, pipelineId: number | null = null) => ({
  ownAttempts: [{ sentAt: second * 1000, pipelineId, statusId }],
});
const seenBefore = (second: number, statusId: number) => ({ at: second * 1000, pipelineId: 1, statusId });

const person: readonly Case[] = [
  ['it was not changed since', { lead: { updated_at: 999 } }, 'move 1/13'],
  ['a person changed it since', { lead: changed() }, 'ask_history'],
  ['a person changed it within the same second', { lead: changed({ updated_at: 1000 }) }, 'ask_history'],
  [
    'a fact a moment later in that second',
    { lead: changed({ updated_at: 1000 }), move: { factAt: 1_000_900 } },
    'ask_history',
  ],
  ['the last editor is unknown', { lead: changed({ updated_by: null }) }, 'ask_history'],
  ['a robot changed it', { lead: changed({ updated_by: 0 }) }, 'move 1/13'],
  ['it was created since and not touched', { lead: changed({ created_at: 1500 }) }, 'move 1/13'],
  ['our own write was the last', { lead: changed(), memory: { ownUpdateAt: 1_500_000 } }, 'move 1/13'],
  [
    'our own write was the last, within its second',
    { lead: changed(), memory: { ownUpdateAt: 1_500_900 } },
    'move 1/13',
  ],
  ['our own write was before a person’s', { lead: changed(), memory: { ownUpdateAt: 1_499_000 } }, 'ask_history'],
  [
    'the stage is not the one we left, though a robot wrote last',
    { lead: changed({ updated_by: 0 }), memory: { seenBefore: seenBefore(1200, 11) } },
    'ask_history',
  ],
  [
    'the stage is not the one we left, though we wrote last',
    { lead: changed(), memory: { ownUpdateAt: 1_500_000, seenBefore: seenBefore(1200, 11) } },
    'ask_history',
  ],
  [
    'the stage changed before the fact',
    { lead: { updated_at: 900 }, memory: { seenBefore: seenBefore(200, 11) } },
    'move 1/13',
  ],
  ['an irrelevant history is not read', { lead: changed({ status_id: 142 }) }, 'closed'],
];

const history: readonly Case[] = [
  ['it was not moved', { lead: changed(), statusChanges: [] }, 'move 1/13'],
  ['a person moved it after the fact', { lead: changed(), statusChanges: [change(1400)] }, 'movedByPerson'],
  [
    'a person moved it, and the rule may reopen',
    { lead: changed(), move: { reopen: true }, statusChanges: [change(1400)] },
    'movedByPerson',
  ],
  [
    'a person moved it within the second of the fact',
    { lead: changed(), statusChanges: [change(1000)] },
    'movedByPerson',
  ],
  ['a person moved it before the fact', { lead: changed(), statusChanges: [change(999)] }, 'move 1/13'],
  ['a robot moved it', { lead: changed(), statusChanges: [change(1400, 0)] }, 'move 1/13'],
  [
    'we moved it, under the name of the user who installed us',
    { lead: changed(), memory: { ownUpdateAt: 1_450_000, ownMovesAt: [1_400_000] }, statusChanges: [change(1400)] },
    'move 1/13',
  ],
  [
    'we moved it, noted by Kommo a second later',
    { lead: changed(), memory: { ownUpdateAt: 1_450_000, ownMovesAt: [1_400_000] }, statusChanges: [change(1401)] },
    'move 1/13',
  ],
  [
    'we moved it, noted by Kommo a second earlier',
    { lead: changed(), memory: { ownUpdateAt: 1_450_000, ownMovesAt: [1_400_900] }, statusChanges: [change(1399)] },
    'move 1/13',
  ],
  [
    'a person moved it two seconds after we did',
    { lead: changed(), memory: { ownUpdateAt: 1_450_000, ownMovesAt: [1_400_000] }, statusChanges: [change(1402)] },
    'movedByPerson',
  ],
  [
    'we sent the move that it shows and never learned the outcome',
    { lead: changed(), memory: attempted(1399, 12), statusChanges: [changeTo(1400, 12)] },
    'move 1/13',
  ],
  [
    'we sent a move other than the one it shows',
    { lead: changed(), memory: attempted(1399, 11), statusChanges: [changeTo(1400, 12)] },
    'movedByPerson',
  ],
  [
    'we sent the move that it shows into the pipeline that it shows',
    { lead: changed(), memory: attempted(1399, 12, 1), statusChanges: [changeTo(1400, 12)] },
    'move 1/13',
  ],
  [
    'we sent a move to the same stage of another pipeline',
    { lead: changed(), memory: attempted(1399, 12, 2), statusChanges: [changeTo(1400, 12)] },
    'movedByPerson',
  ],
  [
    'we sent the move that it shows beside other values',
    { lead: changed(), memory: attempted(1399, 12), statusChanges: [besideOthers(changeTo(1400, 12))] },
    'move 1/13',
  ],
  [
    'we sent a move, and it does not show where it went',
    { lead: changed(), memory: attempted(1399, 12), statusChanges: [change(1400)] },
    'movedByPerson',
  ],
  [
    'we sent a move, and it shows other values alone',
    { lead: changed(), memory: attempted(1399, 12), statusChanges: [{ ...change(1400), value_after: [{}] }] },
    'movedByPerson',
  ],
  [
    'we sent ours, and Kommo’s clock is two minutes behind',
    { lead: changed(), memory: attempted(1520, 12), statusChanges: [changeTo(1400, 12)] },
    'move 1/13',
  ],
  [
    'a person moved it earlier than any clock difference explains',
    { lead: changed(), memory: attempted(1521, 12), statusChanges: [changeTo(1400, 12)] },
    'movedByPerson',
  ],
  [
    'a person moved it before we sent ours',
    { lead: changed(), memory: attempted(1600, 12), statusChanges: [changeTo(1400, 12)] },
    'movedByPerson',
  ],
  [
    'a person moved it after we did',
    {
      lead: changed(),
      memory: { ownUpdateAt: 1_400_000, ownMovesAt: [1_400_000] },
      statusChanges: [change(1400), change(1480)],
    },
    'movedByPerson',
  ],
  [
    'the history does not matter if the lead was not touched',
    { lead: { updated_at: 999 }, statusChanges: [change(1400)] },
    'move 1/13',
  ],
];

const unknown = 'unknown' as const;
const withoutHistory: readonly Case[] = [
  ['never seen before', { lead: changed(), statusChanges: unknown }, 'maybeMovedByPerson'],
  [
    'in the stage seen before the fact',
    { lead: changed(), memory: { seenBefore: seenBefore(900, 12) }, statusChanges: unknown },
    'move 1/13',
  ],
  [
    'in the stage seen at the moment of the fact',
    { lead: changed(), memory: { seenBefore: seenBefore(1000, 12) }, statusChanges: unknown },
    'move 1/13',
  ],
  [
    'in the same stage of another pipeline than seen before the fact',
    { lead: changed(), memory: { seenBefore: { ...seenBefore(900, 12), pipelineId: 2 } }, statusChanges: unknown },
    'maybeMovedByPerson',
  ],
  [
    'in another stage than seen before the fact',
    { lead: changed(), memory: { seenBefore: seenBefore(900, 11) }, statusChanges: unknown },
    'maybeMovedByPerson',
  ],
  [
    'in the stage seen, but only after the fact',
    { lead: changed(), memory: { seenBefore: seenBefore(1200, 12) }, statusChanges: unknown },
    'maybeMovedByPerson',
  ],
  ['not touched since', { lead: { updated_at: 999 }, statusChanges: unknown }, 'move 1/13'],
  [
    'in the stage of our own unanswered move',
    { lead: changed(), memory: attempted(1399, 12), statusChanges: unknown },
    'move 1/13',
  ],
  [
    'in a stage other than that of our own unanswered move',
    { lead: changed(), memory: attempted(1399, 11), statusChanges: unknown },
    'maybeMovedByPerson',
  ],
];

describe.each([
  ['before the history is read', person],
  ['with the history', history],
  ['without a history', withoutHistory],
])('%s', (_group, cases) => {
  test.each(cases)('%s', (_what, input, decision) => {
    expect(decide(input)).toBe(decision);
  });
});
