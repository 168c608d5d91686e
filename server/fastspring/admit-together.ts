import { isDatabaseDown } from '../database/failures.ts';
import type { IncomingEvent } from './batch.ts';

/** What of these events may be stored, in their order. */
export type Admit = (accountId: string, events: readonly IncomingEvent[]) => Promise<readonly IncomingEvent[]>;

interface Waiting {
  readonly events: readonly IncomingEvent[];
  readonly resolve: (admitted: readonly IncomingEvent[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Admits together what comes for an account while it is being asked about already: a burst of deliveries would take all
 * connections to the database for the same few questions. When that fails for another reason than a database that is
 * down, each delivery is tried once more alone, so that one that cannot be admitted costs no other.
 */
export function admitTogether(admit: Admit): Admit {
  /** what comes next, of the accounts that are being asked about */
  const waiting = new Map<string, Waiting[]>();

  async function settle(accountId: string, { events, resolve, reject }: Waiting): Promise<void> {
    await admit(accountId, events).then(resolve, reject);
  }

  async function settleAll(accountId: string, deliveries: readonly Waiting[]): Promise<void> {
    try {
      const admitted = await admit(
        accountId,
        deliveries.flatMap(({ events }) => events),
      );
      let from = 0;
      for (const { events, resolve } of deliveries) {
        resolve(admitted.slice(from, from + events.length));
        from += events.length;
      }
    } catch (error) {
      if (isDatabaseDown(error)) for (const { reject } of deliveries) reject(error);
      else for (const delivery of deliveries) await settle(accountId, delivery);
    }
  }

  async function work(accountId: string): Promise<void> {
    for (let next = waiting.get(accountId); next !== undefined && next.length > 0; next = waiting.get(accountId)) {
      waiting.set(accountId, []);
      await settleAll(accountId, next);
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
