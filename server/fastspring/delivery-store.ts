import type { Database } from '../database/database.ts';
import { isDatabaseDown } from '../database/failures.ts';
import type { IncomingEvent } from './batch.ts';
import { type Delivery, storeDeliveries } from './store-events.ts';

/** Statements under way at a time: while one waits for the disk the next is made ready. */
const statementsAtOnce = 4;

/** Payloads in characters, and rows: a million tiny events are as much work as 30 MB. */
interface Size {
  readonly rows: number;
  readonly characters: number;
}

/** So that a burst is not written again as one huge text, and others get between two statements. */
const ofOneStatement: Size = { rows: 1_000, characters: 4 * 1024 * 1024 };
const deliveriesOfOneStatement = 64;
/** What comes while so much waits for a database that is slow is refused, and sent again by FastSpring. */
const waitingAtMost: Size = { rows: 50_000, characters: 32 * 1024 * 1024 };
const waitingOfOneAccount: Size = { rows: 10_000, characters: 8 * 1024 * 1024 };

/** The database cannot keep up. */
export class TooMuchWaiting extends Error {
  override readonly name = 'TooMuchWaiting';
  constructor() {
    super('Too many deliveries are waiting to be stored');
  }
}

/** Returns when every event of the delivery is durable. */
export type StoreDelivery = (accountId: string, events: readonly IncomingEvent[]) => Promise<void>;

interface Backlog {
  readonly deliveries: Waiting[];
  readonly size: Size;
}

interface Waiting extends Delivery {
  readonly size: Size;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores webhook deliveries, those that come while the database is busy together: one statement and one wait for the disk
 * serve many of them. Each is acknowledged by its own outcome: when a statement fails for another reason than a database
 * that is down, every delivery of it is tried once more alone, so that one that cannot be stored costs no other.
 */
export function createDeliveryStore(database: Pick<Database, 'query'>): StoreDelivery {
  /** in the order in which the accounts have their turn */
  const waiting = new Map<string, Backlog>();
  let allWaiting = nothing;
  let underWay = 0;

  return (accountId, events) =>
    new Promise((resolve, reject) => {
      const size = sizeOf(events);
      const own = waiting.get(accountId) ?? { deliveries: [], size: nothing };
      const [ofAccount, ofAll] = [add(own.size, size), add(allWaiting, size)];
      if (exceeds(ofAccount, waitingOfOneAccount) || exceeds(ofAll, waitingAtMost)) {
        reject(new TooMuchWaiting());
        return;
      }
      own.deliveries.push({ accountId, events, size, resolve, reject });
      waiting.set(accountId, { ...own, size: ofAccount });
      allWaiting = ofAll;
      next();
    });

  function next(): void {
    if (underWay >= statementsAtOnce || waiting.size === 0) return;
    underWay += 1;
    void storeTogether(takeSome()).finally(() => {
      underWay -= 1;
      next();
    });
  }

  /** One delivery of each account in turn, so that one's backlog is not in front of another's delivery. */
  function takeSome(): readonly Waiting[] {
    const taken: Waiting[] = [];
    let size = nothing;
    for (const [accountId, { deliveries, size: backlog }] of waiting) {
      const [first] = deliveries;
      if (first === undefined) throw new Error('An account without a delivery waits');
      size = add(size, first.size);
      if (taken.length > 0 && (exceeds(size, ofOneStatement) || taken.length >= deliveriesOfOneStatement)) break;
      taken.push(first);
      deliveries.shift();
      // Set again, the account comes last, and this loop reaches it again if there is room.
      waiting.delete(accountId);
      if (deliveries.length > 0) waiting.set(accountId, { deliveries, size: subtract(backlog, first.size) });
      allWaiting = subtract(allWaiting, first.size);
    }
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

const nothing: Size = { rows: 0, characters: 0 };

function sizeOf(events: readonly IncomingEvent[]): Size {
  return { rows: events.length, characters: events.reduce((total, { payload }) => total + payload.length, 0) };
}

function add(one: Size, other: Size): Size {
  return { rows: one.rows + other.rows, characters: one.characters + other.characters };
}

function subtract(one: Size, other: Size): Size {
  return { rows: one.rows - other.rows, characters: one.characters - other.characters };
}

function exceeds(size: Size, atMost: Size): boolean {
  return size.rows > atMost.rows || size.characters > atMost.characters;
}
