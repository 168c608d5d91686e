import type { Database } from '../database/database.ts';
import { isDatabaseDown } from '../database/failures.ts';
import type { IncomingEvent } from './batch.ts';
import { type Delivery, storeDeliveries } from './store-events.ts';

/** Statements under way at a time: while one waits for the disk the next is made ready. */
const statementsAtOnce = 4;
/** Of one statement, so that a burst of large deliveries is not written again as one huge text. */
const deliveriesAtMost = 64;
const bytesAtMost = 4 * 1024 * 1024;
/** Characters; what comes while so many wait for a database that is slow is refused, and sent again by FastSpring. */
const waitingAtMost = 32 * 1024 * 1024;

/** The database cannot keep up. */
export class TooMuchWaiting extends Error {
  override readonly name = 'TooMuchWaiting';
  constructor() {
    super('Too many deliveries are waiting to be stored');
  }
}

/** Returns when every event of the delivery is durable. */
export type StoreDelivery = (accountId: string, events: readonly IncomingEvent[]) => Promise<void>;

interface Waiting extends Delivery {
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores webhook deliveries, those that come while the database is busy together: one statement and one wait for the disk
 * serve many of them. Each is acknowledged by its own outcome: when a statement fails for another reason than a database
 * that is down, every delivery of it is tried once more alone, so that one that cannot be stored costs no other.
 */
export function createDeliveryStore(database: Pick<Database, 'query'>): StoreDelivery {
  const waiting: Waiting[] = [];
  let waitingBytes = 0;
  let underWay = 0;

  return (accountId, events) =>
    new Promise((resolve, reject) => {
      const bytes = events.reduce((total, { payload }) => total + payload.length, 0);
      if (waiting.length > 0 && waitingBytes + bytes > waitingAtMost) {
        reject(new TooMuchWaiting());
        return;
      }
      waitingBytes += bytes;
      waiting.push({ accountId, events, bytes, resolve, reject });
      next();
    });

  function next(): void {
    if (underWay >= statementsAtOnce || waiting.length === 0) return;
    underWay += 1;
    void storeTogether(takeSome()).finally(() => {
      underWay -= 1;
      next();
    });
  }

  function takeSome(): readonly Waiting[] {
    let bytes = 0;
    const end = waiting.findIndex((delivery, index) => {
      bytes += delivery.bytes;
      return index > 0 && (index >= deliveriesAtMost || bytes > bytesAtMost);
    });
    const taken = waiting.splice(0, end === -1 ? waiting.length : end);
    waitingBytes -= taken.reduce((total, delivery) => total + delivery.bytes, 0);
    return taken;
  }

  async function storeTogether(deliveries: readonly Waiting[]): Promise<void> {
    try {
      await storeDeliveries(database, 'webhook', deliveries);
      for (const { resolve } of deliveries) resolve();
    } catch (error) {
      if (!isDatabaseDown(error)) await Promise.all(deliveries.map(storeAlone));
      else for (const { reject } of deliveries) reject(error);
    }
  }

  async function storeAlone(delivery: Waiting): Promise<void> {
    await storeDeliveries(database, 'webhook', [delivery]).then(delivery.resolve, delivery.reject);
  }
}
