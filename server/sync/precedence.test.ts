import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Arrivals } from '../platform/runtime/arrivals.ts';
import { createPrecedence } from './precedence.ts';

const never = new AbortController().signal;
const nothing = () => Promise.resolve();

/** Goes on until the work ends, whatever the time. */
function createEndless(): Arrivals {
  let work: Promise<unknown> = nothing();
  return {
    during: (start) => {
      const started = start();
      work = started;
      return started;
    },
    untilQuiet: async () => void (await work),
  };
}

/** Work in progress, and what ended in which order after it. */
function createWork() {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ended: string[] = [];
  const watch = (name: string, waiting: Promise<void>) => waiting.then(() => void ended.push(name));
  const end = () => {
    ended.push('work');
    resolve();
  };
  return { work: () => promise, end, ended, watch };
}

test('planning waits for deliveries, of whatever account', async () => {
  const { deliveries, beforePlanning } = createPrecedence(createEndless);
  const { work, end, ended, watch } = createWork();
  void deliveries.during(work);
  const planning = watch('planning', beforePlanning('acme', never));
  await nextTurn();
  end();
  await planning;
  expect(ended).toEqual(['work', 'planning']);
});

test('planning waits for the recording of its own account only', async () => {
  const { recordingOf, beforePlanning } = createPrecedence(createEndless);
  const { work, end, ended, watch } = createWork();
  void recordingOf('acme').during(work);
  const own = watch('own planning', beforePlanning('acme', never));
  await watch('other planning', beforePlanning('globex', never));
  end();
  await own;
  expect(ended).toEqual(['other planning', 'work', 'own planning']);
});
