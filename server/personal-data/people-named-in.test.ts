import { expect, onTestFinished, test, vi } from 'vitest';
import { erasedPeopleOf, type HashPerson } from './erased-people.ts';
import { namesPeople, peopleNamedIn } from './people-named-in.ts';

/** Anna, who was erased, and the words hashed to find her. @param eachHash ms that a hash takes */
function start(eachHash: number) {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const hashed: string[] = [];
  const hashPerson: HashPerson = (_accountId, kind, value) => {
    vi.advanceTimersByTime(eachHash);
    hashed.push(`${kind} ${value}`);
    return value;
  };
  const anna = { kind: 'email', hash: 'anna@acme.example', stub: 'erased-1' };
  return { hashed, people: erasedPeopleOf(hashPerson, 'acme', [anna]) };
}

test('each word is hashed once, and only if it may be an account or an address', async () => {
  const { hashed, people } = start(0);
  const value = {
    account: 'account:A1',
    list: Array.from({ length: 1_000 }, () => ['A1', 'ben@bolt.example', 1]),
    notes: ['A text of three ben@bolt.example and a/path', 'https://shop.example/a', `${'x'.repeat(300)}`],
  };
  expect(await peopleNamedIn(value, people)).toMatchObject({ isEmpty: true });
  const members = ['account account', 'account list', 'account notes'];
  expect(hashed.toSorted()).toEqual([...members, 'account A1', 'email ben@bolt.example'].toSorted());
});

test.each([
  ['in one value', (words: readonly string[]) => [words]],
  ['in one text', (words: readonly string[]) => [words.join('@x ')]],
  ['in many values', (words: readonly string[]) => words],
])('others have their turn after 10 ms of hashing words %s', async (_where, valuesOf) => {
  const { hashed, people } = start(1);
  const values = valuesOf(Array.from({ length: 100 }, (_, index) => `word-${index}`));
  const turns: number[] = [];
  let isOver = false;
  const take = () => {
    turns.push(hashed.length);
    if (!isOver) setImmediate(take);
  };
  setImmediate(take);
  for (const value of values) await peopleNamedIn(value, people);
  isOver = true;
  expect(hashed.length).toBeGreaterThanOrEqual(99);
  const between = [...turns, hashed.length].map((count, index) => count - (turns[index - 1] ?? 0));
  expect(Math.max(...between)).toBeLessThanOrEqual(11);
});

test('the number of hashed words is limited for a value with more words than an event has', async () => {
  const { hashed, people } = start(0);
  const value = Array.from({ length: 20_000 }, (_, index) => `word-${index}`);
  expect(await namesPeople(value, people)).toBe(false);
  expect(await namesPeople([...value, ...value, 'one-more', 'two-more'], people)).toBe(true);
  expect(hashed.length).toBe(40_000);
});

test.each([
  ['numbers', Array.from({ length: 100 }, (_, index) => index)],
  ['arrays in arrays', Array.from({ length: 100 }).reduce<unknown>((inner) => [inner], [])],
])('others have their turn while %s without a text are looked through', async (_what, value) => {
  const { people } = start(0);
  let time = 0;
  const clock = vi.spyOn(performance, 'now').mockImplementation(() => (time += 1));
  onTestFinished(() => clock.mockRestore());
  let turns = 0;
  let isOver = false;
  const take = () => {
    turns += 1;
    if (!isOver) setImmediate(take);
  };
  setImmediate(take);
  expect(await namesPeople(value, people)).toBe(false);
  isOver = true;
  expect(turns).toBeGreaterThanOrEqual(9);
});
