import { expect, test } from 'vitest';
import { admitTogether } from './admit-together.ts';
import type { IncomingEvent } from './batch.ts';

const event = (eventId: string): IncomingEvent => ({
  eventId,
  type: 'order.completed',
  live: true,
  createdAt: 0,
  payload: '{}',
});

/** Questions with answers that the test controls. */
function start() {
  const asked: { readonly ids: string; readonly answer: () => void }[] = [];
  const admit = admitTogether(
    (accountId, events) =>
      new Promise((resolve, reject) => {
        const ids = `${accountId} ${events.map(({ eventId }) => eventId).join(' ')}`;
        const answer = () => {
          if (ids.includes('bad')) reject(new Error('It cannot be admitted'));
          else resolve(events.map((given) => ({ ...given, type: `${given.eventId}!` })));
        };
        asked.push({ ids, answer });
      }),
  );
  const typesOf = async (accountId: string, ...ids: string[]) =>
    (await admit(accountId, ids.map(event))).map(({ type }) => type);
  const answerNext = async (ids: string) => {
    await expect.poll(() => asked.at(0)?.ids).toBe(ids);
    asked.shift()?.answer();
  };
  return { typesOf, answerNext };
}

test('deliveries that arrive meanwhile are admitted together, each with its own events', async () => {
  const { typesOf, answerNext } = start();
  const all = Promise.all([
    typesOf('acme', 'a'),
    typesOf('acme', 'b', 'c'),
    typesOf('acme', 'd'),
    typesOf('other', 'e'),
  ]);
  await answerNext('acme a');
  await answerNext('other e');
  await answerNext('acme b c d');
  expect(await all).toEqual([['a!'], ['b!', 'c!'], ['d!'], ['e!']]);
  const later = typesOf('acme', 'f');
  await answerNext('acme f');
  expect(await later).toEqual(['f!']);
});

test('a failed admission does not affect other deliveries', async () => {
  const { typesOf, answerNext } = start();
  const all = Promise.allSettled([typesOf('acme', 'a'), typesOf('acme', 'bad'), typesOf('acme', 'b')]);
  for (const ids of ['acme a', 'acme bad b', 'acme bad', 'acme b']) await answerNext(ids);
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});
