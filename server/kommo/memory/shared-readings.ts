import { KommoError, KommoNotSent } from '../requests/errors.ts';

/** ms; how long readers with a usable value do not ask an account's Kommo after it failed */
const pauseAfterFailure = 30_000;

interface Reading<Value> {
  readonly answer: Promise<Value>;
  readonly startedAt: number;
}

/** When Kommo last failed, by account, in ms since 1970. */
export type LastFailures = Map<string, number>;

/**
 * Reads from Kommo for all readers of the same thing, once at a time. A caller with a usable value waits at most
 * `answerMs` from the start of the reading, and not at all for 30 s after Kommo failed; the reading itself goes on.
 */
export function createSharedReadings<Value>(lastFailures: LastFailures, answerMs: number) {
  const underWay = new Map<string, Reading<Value>>();

  async function run(accountId: string, name: string, ask: () => Promise<Value>): Promise<Value> {
    try {
      const value = await ask();
      lastFailures.delete(accountId);
      return value;
    } catch (error) {
      if (error instanceof KommoError) lastFailures.set(accountId, Date.now());
      throw error;
    } finally {
      underWay.delete(name);
    }
  }

  function start(accountId: string, name: string, ask: () => Promise<Value>): Reading<Value> {
    const reading = { answer: run(accountId, name, ask), startedAt: Date.now() };
    underWay.set(name, reading);
    // The waiting readers get the error. When all of them have gone on without the answer, the next one asks again.
    reading.answer.catch(() => undefined);
    return reading;
  }

  /** @throws the errors of errors.ts; also when the caller has to make do with its usable value */
  return async (
    { accountId, name, isUsable }: { readonly accountId: string; readonly name: string; readonly isUsable: boolean },
    ask: () => Promise<Value>,
  ): Promise<Value> => {
    const failedAt = lastFailures.get(accountId) ?? Number.NEGATIVE_INFINITY;
    if (isUsable && Date.now() - failedAt < pauseAfterFailure) throw new KommoNotSent('Kommo failed a moment ago');
    const { answer, startedAt } = underWay.get(name) ?? start(accountId, name, ask);
    return isUsable ? within(answer, Math.max(startedAt + answerMs - Date.now(), 0)) : answer;
  };
}

function within<Value>(answer: Promise<Value>, milliseconds: number): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new KommoNotSent('Kommo has not answered yet')), milliseconds);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
