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

/**
 * A wake asks for a run at once; those that follow within a moment ask for one together, at its end. A wake that is alone
 * asks for one run only: each costs dozens of statements.
 * @returns what requests a run of an account in this queue soon; it never throws and never waits
 */
export function createWake({ send }: Pick<Queues, 'send'>, queueName: string): (accountId: string) => void {
  /** the accounts woken a moment ago, and whether they have been woken again since */
  const waking = new Map<string, { isWokenAgain: boolean }>();
  return (accountId) => {
    const recent = waking.get(accountId);
    if (recent !== undefined) {
      recent.isWokenAgain = true;
      return;
    }
    const own = { isWokenAgain: false };
    waking.set(accountId, own);
    void send(queueName, accountId);
    setTimeout(() => {
      waking.delete(accountId);
      if (own.isWokenAgain) void send(queueName, accountId);
    }, coalesceWithin);
  };
}
