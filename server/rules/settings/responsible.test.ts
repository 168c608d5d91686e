import { describe, expect, test } from 'vitest';
import { renewals, sales } from '../../../testing/server/rules/stages.ts';
import { activeUserIds, nextInTurn, pipelineOfNewLead, responsibleUsers } from './responsible.ts';
import { readSettings } from './settings.ts';
import { parseSettings } from './settings-problems.ts';

const { responsible } = readSettings({
  responsible: [{ userIds: [9] }, { pipelineId: 1, userIds: [7, 8, 7] }, { pipelineId: 2 }],
});

test.each<[string, number | null, readonly number[]]>([
  ['its own users, each once', 1, [7, 8]],
  ['no users where its entry has no users', 2, []],
  ['the users of all other pipelines', 3, [9]],
  ['the users of all other pipelines when Kommo names no main one', null, [9]],
])('a pipeline has %s', (_what, pipelineId, users) => {
  expect(responsibleUsers(responsible, pipelineId)).toEqual(users);
});

test('without an entry there are no users', () => {
  expect(responsibleUsers([], 1)).toEqual([]);
  expect(responsibleUsers([{ pipelineId: 2, userIds: [7] }], 1)).toEqual([]);
});

test('a user can own a lead only if Kommo says that the user is active', () => {
  const users = [
    { id: 7, name: 'Maya', rights: { is_active: true } },
    { id: 8, name: 'Tomas', rights: { is_active: false } },
    { id: 9, name: 'Ines', rights: null },
  ];
  expect(activeUserIds(users)).toEqual(new Set([7]));
});

test('a second entry for a pipeline is refused beside it', () => {
  const entries = [{ pipelineId: 1 }, { pipelineId: null }, { pipelineId: 1 }, {}];
  expect(parseSettings({ responsible: entries })).toEqual({
    ok: false,
    problems: [
      { path: 'responsible.2.pipelineId', code: 'pipeline_used_twice', params: {} },
      { path: 'responsible.3.pipelineId', code: 'pipeline_used_twice', params: {} },
    ],
  });
});

test('a lead without a pipeline gets Kommo’s main one', () => {
  expect(pipelineOfNewLead({ pipeline_id: 2 }, [sales, renewals])).toBe(2);
  expect(pipelineOfNewLead({}, [{ ...sales, is_main: true }, renewals])).toBe(1);
  expect(pipelineOfNewLead({}, [renewals])).toBeNull();
});

describe('in turn', () => {
  test.each<[string, readonly number[], readonly [number, number][], number | null]>([
    ['begins with the first', [7, 8], [], 7],
    ['goes on with the first without a turn', [7, 8], [[7, 1]], 8],
    [
      'comes back to the user with the oldest turn',
      [7, 8],
      [
        [7, 4],
        [8, 3],
      ],
      8,
    ],
    ['is empty without users', [], [[7, 1]], null],
  ])('%s', (_what, users, lastTurns, next) => {
    expect(nextInTurn(users, new Map(lastTurns))).toBe(next);
  });
});
