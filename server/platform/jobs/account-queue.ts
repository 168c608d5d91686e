import { second } from '../time/units.ts';
import type { Queue, Queues } from './queues.ts';

/** Works until nothing is due or `signal` asks to make room for other accounts; `more` requests another run. */
export type WorkOnAccount = (accountId: string, signal: AbortSignal) => Promise<{ more: boolean }>;

export const accountQueueName = 'account';

/** Each run makes room for other accounts after this time, ms. */
const runFor = 5_000;
/** ms; wakes of one account within this time count as one: a burst of webhooks must not cost a query each */
const coalesceWithin = 50;

/** The account's job; the effects' keys and states make sure that nothing happens twice. */
export function accountQueue(findDue: Queue['findDue'], work: WorkOnAccount): Queue {
  return {
    name: accountQueueName,
    // An account with a hanging call occupies one of them until the call times out.
    concurrency: 12,
    pollEvery: 1,
    findEvery: 2 * second,
    findDue,
    work: async (accountId, signal, again) => {
      const { more } = await work(accountId, AbortSignal.any([signal, AbortSignal.timeout(runFor)]));
      if (more) again();
    },
  };
}

/** @returns what requests a run of an account in this queue soon; it never throws and never waits */
export function createWake({ send }: Pick<Queues, 'send'>, queueName: string): (accountId: string) => void {
  const waking = new Set<string>();
  return (accountId) => {
    if (waking.has(accountId)) return;
    waking.add(accountId);
    void send(queueName, accountId);
    setTimeout(() => {
      waking.delete(accountId);
      void send(queueName, accountId);
    }, coalesceWithin);
  };
}
