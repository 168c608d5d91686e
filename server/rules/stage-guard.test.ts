import { describe, expect, test } from 'vitest';
import { type Change, decide, guard, sales, stage, wanted } from '../../testing/server/rules/stages.ts';
import { notMovedText } from '../texts/not-moved-text.ts';
import type { LeadMemory } from './stage-guard.ts';

type Case = readonly [string, Change, string];

const target: readonly Case[] = [
  ['forwards', {}, 'move 1/13'],
  ['to won', { move: { statusId: 142 } }, 'move 1/142'],
  ['to lost', { move: { statusId: 143 } }, 'move 1/143'],
  ['within the lead’s own pipeline', { move: { pipelineId: null } }, 'move 1/13'],
  [
    'to won in the lead’s own pipeline',
    { move: { pipelineId: null, statusId: 142 }, lead: { pipeline_id: 2, status_id: 21 } },
    'move 2/142',
  ],
  ['into another pipeline, as the rule says', { move: { pipelineId: 2, statusId: 21 } }, 'move 2/21'],
  ['to won of another pipeline', { move: { pipelineId: 2, statusId: 142 } }, 'move 2/142'],
  [
    'to won of a pipeline that does not list it',
    { move: { statusId: 142 }, pipelines: [{ ...sales, _embedded: { statuses: [stage(12, 'Offer', 30)] } }] },
    'move 1/142',
  ],
  ['to a stage that the lead’s own pipeline has not', { move: { pipelineId: null, statusId: 21 } }, 'unknownStage'],
  ['to a stage of another pipeline', { move: { statusId: 21 } }, 'unknownStage'],
  ['into a pipeline that is gone', { move: { pipelineId: 99 } }, 'unknownPipeline'],
  ['into an archived pipeline', { move: { pipelineId: 3, statusId: 21 } }, 'archivedPipeline'],
  ['to won of an archived pipeline', { move: { pipelineId: 3, statusId: 142 } }, 'archivedPipeline'],
  ['to the incoming stage', { move: { statusId: 10 }, lead: { status_id: 11 } }, 'incomingStage'],
  [
    'into a pipeline, of a lead in the same stage of another',
    { move: { pipelineId: 2, statusId: 142, reopen: true }, lead: { status_id: 142 } },
    'move 2/142',
  ],
  ['out of an archived pipeline', { lead: { pipeline_id: 3, status_id: 21 } }, 'move 1/13'],
  ['where it is', { lead: { status_id: 13 } }, 'alreadyThere'],
  ['where it is, closed', { move: { statusId: 142 }, lead: { status_id: 142 } }, 'alreadyThere'],
  [
    'to won of its pipeline while won in another',
    { move: { pipelineId: 2, statusId: 142 }, lead: { status_id: 142 } },
    'closed',
  ],
  ['of a deleted lead', { lead: { is_deleted: true } }, 'leadDeleted'],
  ['of a deleted lead that is there', { lead: { is_deleted: true, status_id: 13 } }, 'leadDeleted'],
];

const direction: readonly Case[] = [
  ['backwards', { move: { statusId: 11 } }, 'backwards'],
  ['backwards by a rule that may', { move: { statusId: 11, reopen: true } }, 'move 1/11'],
  ['out of won', { lead: { status_id: 142 } }, 'closed'],
  ['out of lost', { lead: { status_id: 143 } }, 'closed'],
  ['from lost to won', { lead: { status_id: 143 }, move: { statusId: 142 } }, 'closed'],
  ['from won to lost', { lead: { status_id: 142 }, move: { statusId: 143 } }, 'closed'],
  [
    'from won to lost by a rule that may',
    { lead: { status_id: 142 }, move: { statusId: 143, reopen: true } },
    'move 1/143',
  ],
  ['from lost into another pipeline', { lead: { status_id: 143 }, move: { pipelineId: 2, statusId: 21 } }, 'closed'],
  ['out of won by a rule that may', { lead: { status_id: 142 }, move: { reopen: true } }, 'move 1/13'],
  ['out of the incoming stage', { lead: { status_id: 10 }, move: { statusId: 11 } }, 'move 1/11'],
  [
    'out of the incoming stage of another pipeline',
    { lead: { pipeline_id: 2, status_id: 20 }, move: { pipelineId: 2, statusId: 21 } },
    'move 2/21',
  ],
  [
    'out of an incoming stage sorted last',
    {
      lead: { status_id: 10 },
      pipelines: [{ ...sales, _embedded: { statuses: [stage(10, 'Incoming', 999, 1), stage(13, 'Paid', 40)] } }],
    },
    'move 1/13',
  ],
  ['out of an unknown stage', { lead: { status_id: 77 } }, 'currentStageUnknown'],
  ['out of an unknown stage by a rule that may', { lead: { status_id: 77 }, move: { reopen: true } }, 'move 1/13'],
  ['out of an unknown stage to won', { lead: { status_id: 77 }, move: { statusId: 142 } }, 'move 1/142'],
  ['out of an unknown pipeline', { lead: { pipeline_id: 77, status_id: 77 } }, 'move 1/13'],
  [
    'between stages of one rank',
    { pipelines: [{ ...sales, _embedded: { statuses: [stage(12, 'Offer', 30), stage(13, 'Paid', 30)] } }] },
    'move 1/13',
  ],
];

const movedBy = (second: number, key: string): Change => ({
  memory: { movedByFactAt: second * 1000, movedByFactKey: key },
});

const order: readonly Case[] = [
  ['after an older fact', movedBy(999, 'z'), 'move 1/13'],
  ['after a newer fact', movedBy(1001, 'a'), 'olderFact'],
  ['after a newer fact, by a rule that may reopen', { ...movedBy(1001, 'a'), move: { reopen: true } }, 'olderFact'],
  ['after a fact of the same moment and a smaller key', movedBy(1000, 'a'), 'move 1/13'],
  ['after a fact of the same moment and a greater key', movedBy(1000, 'c'), 'olderFact'],
  ['after itself', movedBy(1000, 'b'), 'move 1/13'],
  [
    'after a fact of the same moment without a key',
    { move: { factKey: 'A' }, memory: { movedByFactAt: 1_000_000 } },
    'move 1/13',
  ],
  ['one millisecond after', { memory: { movedByFactAt: 999_999, movedByFactKey: 'z' } }, 'move 1/13'],
  ['of an older fact to where the lead is', { ...movedBy(1001, 'a'), lead: { status_id: 13 } }, 'olderFact'],
];

describe('a move', () => {
  test.each([...target, ...direction, ...order])('%s', (_what, input, decision) => {
    expect(decide(input)).toBe(decision);
  });
});

test('two facts of one moment end in the same stage, in either order', () => {
  const facts = [
    { factKey: 'a', statusId: 13 },
    { factKey: 'b', statusId: 11 },
  ];
  const play = (moves: typeof facts) => {
    let stageNow = 12;
    let memory: Partial<LeadMemory> = {};
    for (const move of moves) {
      const result = decide({ move: { ...move, reopen: true }, lead: { status_id: stageNow }, memory });
      if (!result.startsWith('move')) continue;
      stageNow = move.statusId;
      memory = { movedByFactAt: wanted.factAt, movedByFactKey: move.factKey };
    }
    return stageNow;
  };
  expect(play(facts)).toBe(11);
  expect(play(facts.toReversed())).toBe(11);
});

test.each<[string, Change, object]>([
  ['unknownPipeline', { move: { pipelineId: 99 } }, { pipelineId: 99 }],
  ['archivedPipeline', { move: { pipelineId: 3, statusId: 21 } }, { pipeline: 'Old' }],
  ['unknownStage', { move: { statusId: 21 } }, { pipeline: 'Sales', statusId: 21 }],
  ['incomingStage', { move: { statusId: 10 } }, { stage: 'Incoming' }],
  ['backwards', { move: { statusId: 11 } }, { stage: 'Offer' }],
])('%s names what stands against the move', (code, input, params) => {
  expect(guard(input)).toEqual({ decision: 'skip', reason: { code, params } });
});

test('the reason against a move says what to change in the rule, in the account’s language', () => {
  const decision = guard({ move: { statusId: 21 } });
  if (decision.decision !== 'skip') throw new Error(`decided to ${decision.decision}`);
  expect(notMovedText(decision.reason, 'en')).toBe(
    'Not moved: pipeline “Sales” has no such stage (21). Choose one of its stages in the rule.',
  );
  expect(notMovedText(decision.reason, 'es')).toContain('“Sales”');
});
