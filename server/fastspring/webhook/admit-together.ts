import type { IncomingEvent } from './batch.ts';
import { settleTogether } from './settle-together.ts';

/** The events as they may be stored, in their order: without erased people. */
export type Admit = (accountId: string, events: readonly IncomingEvent[]) => Promise<readonly IncomingEvent[]>;

interface Waiting {
  readonly events: readonly IncomingEvent[];
  readonly resolve: (admitted: readonly IncomingEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Admits together the deliveries that arrive for an account during an earlier admission: a burst would otherwise take
 * all database connections for the same few questions.
 */
export function admitTogether(admit: Admit): Admit {
  /** the next deliveries of each account with an admission in progress */
  const waiting = new Map<string, Waiting[]>();

  async function admitAll(accountId: string, deliveries: readonly Waiting[]): Promise<void> {
    const admitted = await admit(
      accountId,
      deliveries.flatMap(({ events }) => events),
    );
    let from = 0;
    for (const { events, resolve } of deliveries) {
      resolve(admitted.slice(from, from + events.length));
      from += events.length;
    }
  }

  async function work(accountId: string): Promise<void> {
    for (let next = waiting.get(accountId); next !== undefined && next.length > 0; next = waiting.get(accountId)) {
      waiting.set(accountId, []);
      await settleTogether(next, (deliveries) => admitAll(accountId, deliveries));
    }
    waiting.delete(accountId);
  }

  return (accountId, events) =>
    new Promise((resolve, reject) => {
      const delivery = { events, resolve, reject };
      const others = waiting.get(accountId);
      if (others !== undefined) return void others.push(delivery);
      waiting.set(accountId, [delivery]);
      void work(accountId);
    });
}
