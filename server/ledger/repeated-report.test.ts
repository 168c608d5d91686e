import { expect, test } from 'vitest';
import { noon, subscriptionFact } from '../../testing/server/rules/facts.ts';
import type { Fact } from './fact.ts';
import { keysOfSameReport } from './repeated-report.ts';

const day = 86_400_000;

/** An edit of the day `changed`, reported on the day `reported`. */
function edit(what: string, changed: number, reported = changed, quantity = 2, state: string | null = null): Fact {
  const type = `subscription.${what}`;
  const occurredAt = noon + changed * day;
  const subscription = { changedAt: occurredAt, quantity, state };
  const fact = subscriptionFact(type, { occurredAt, reportedAt: noon + reported * day, subscription });
  return { ...fact, key: `${type}:sub-1:${changed}` };
}

test.each<[string, Fact, readonly Fact[], readonly string[]]>([
  [
    'shows a later edit that is known',
    edit('paused', 2, 5),
    [edit('paused', 0), edit('updated', 2)],
    ['paused:sub-1:0'],
  ],
  ['shows one that is not known', edit('paused', 2, 5), [edit('paused', 0)], ['paused:sub-1:0']],
  ['came first', edit('paused', 0), [edit('paused', 2, 5)], ['paused:sub-1:2']],
  ['may be another one', edit('paused', 2, 5), [edit('paused', 0), edit('resumed', 1)], []],
  [
    'is not undone by a resend of what was taken back',
    edit('uncanceled', 2, 5),
    [edit('uncanceled', 0), edit('canceled', 1, 4, 2, 'active')],
    ['uncanceled:sub-1:0'],
  ],
  ['is another one, reported at once', edit('paused', 2), [edit('paused', 0)], []],
  ['is another one after some other edit', edit('paused', 2), [edit('paused', 0), edit('updated', 1)], []],
  ['came before the resend of an earlier one', edit('paused', 2), [edit('paused', 0, 5), edit('resumed', 1)], []],
  ['shows what another report cannot have seen', edit('paused', 2), [edit('paused', 0), edit('updated', 2, 1)], []],
  [
    'came with an overdue notice, which is no edit',
    edit('paused', 2),
    [edit('paused', 0), edit('payment.overdue', 2)],
    [],
  ],
  ['is repeated after an update', edit('paused', 2, 5), [edit('paused', 0), edit('updated', 1)], ['paused:sub-1:0']],
  [
    'is repeated, regardless of other edits around the first',
    edit('paused', 2, 5),
    [edit('resumed', -1), edit('resumed', 0), edit('paused', 0), edit('resumed', 3)],
    ['paused:sub-1:0'],
  ],
  ['shows the resumption', edit('paused', 2, 5), [edit('paused', 0), edit('resumed', 2)], ['paused:sub-1:0']],
  ['says what an earlier update said', edit('updated', 2, 5), [edit('updated', 0)], ['updated:sub-1:0']],
  ['says something new', edit('updated', 2, 5, 3), [edit('updated', 0)], []],
  ['shows the edit of another resend', edit('updated', 2, 5, 3), [edit('updated', 0), edit('paused', 2, 6)], []],
  ['says something new beside another edit', edit('updated', 2, 2, 3), [edit('updated', 0), edit('resumed', 2)], []],
  [
    'is another one beside an update',
    edit('paused', 2, 2, 2, 'paused'),
    [edit('paused', 0), edit('resumed', 1), edit('updated', 2)],
    [],
  ],
  [
    'shows an edit after it was undone',
    edit('paused', 2, 5, 2, 'active'),
    [edit('paused', 0), edit('resumed', 1), edit('updated', 2)],
    ['paused:sub-1:0'],
  ],
  ['is alone', edit('resumed', 2, 5), [edit('paused', 0)], []],
  ['has a moment of its own', edit('activated', 2, 5), [edit('activated', 0), edit('updated', 2)], []],
])('a report that %s', (_what, fact, others, keys) => {
  expect(keysOfSameReport(fact, [fact, ...others])).toEqual(keys.map((key) => `subscription.${key}`));
});
