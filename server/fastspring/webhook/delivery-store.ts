import type { Database } from '../../platform/database/database.ts';
import type { IncomingEvent } from './batch.ts';
import { largeDelivery } from './large-delivery.ts';
import { settleTogether } from './settle-together.ts';
import { type Delivery, storeDeliveries } from './store-events.ts';

/**
 * Statements of small deliveries in progress at a time: while one waits for the disk the next is prepared. Large
 * deliveries have one statement beside these.
 */
const statementsAtOnce = 2;

/** Payloads in characters, and rows: a million tiny events are as much work as 30 MB. */
interface Size {
  readonly rows: number;
  readonly characters: number;
}

/** So that a burst is not written as one huge text, and others get a turn between two statements. */
const ofOneStatement: Size = { rows: 1_000, characters: 4 * 1024 * 1024 };
const deliveriesOfOneStatement = 64;
/** Deliveries beyond this, while a slow database is behind, are refused, and FastSpring sends them again. */
const waitingAtMost: Size = { rows: 50_000, characters: 32 * 1024 * 1024 };
const waitingOfOneAccount: Size = { rows: 10_000, characters: 12 * 1024 * 1024 };

/** The database cannot keep up. */
export class TooMuchWaiting extends Error {
  override readonly name = 'TooMuchWaiting';
  constructor() {
    super('Too many deliveries are waiting to be stored');
  }
}

/** Returns when every event of the delivery is durable. */
export type StoreDelivery = (accountId: string, events: readonly IncomingEvent[]) => Promise<void>;

interface SizedDelivery extends Delivery {
  readonly size: Size;
}

interface Waiting extends SizedDelivery {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Stores webhook deliveries. Those that arrive while the database is busy share one statement and one wait for the
 * disk. Each is acknowledged by its own outcome.
 */
export function createDeliveryStore(database: Pick<Database, 'query'>): StoreDelivery {
  const admit = createWaitingBudget();
  const small = createLane(database, statementsAtOnce);
  const large = createLane(database, 1);
  return async (accountId, events) => {
    const size = sizeOf(events);
    const release = admit(accountId, size);
    try {
      await (size.characters < largeDelivery ? small : large)({ accountId, events, size });
    } finally {
      release();
    }
  };
}

/** Limits the deliveries that wait or are being stored. Returns a function that releases the space. */
function createWaitingBudget(): (accountId: string, size: Size) => () => void {
  const ofAccounts = new Map<string, Size>();
  let ofAll = nothing;
  return (accountId, size) => {
    const [own, all] = [add(ofAccounts.get(accountId) ?? nothing, size), add(ofAll, size)];
    if (exceeds(own, waitingOfOneAccount) || exceeds(all, waitingAtMost)) throw new TooMuchWaiting();
    ofAccounts.set(accountId, own);
    ofAll = all;
    return () => {
      const rest = add(ofAccounts.get(accountId) ?? nothing, size, -1);
      if (rest.rows === 0 && rest.characters === 0) ofAccounts.delete(accountId);
      else ofAccounts.set(accountId, rest);
      ofAll = add(ofAll, size, -1);
    };
  };
}

/** Stores deliveries in statements of its own. */
function createLane(database: Pick<Database, 'query'>, atOnce: number): (delivery: SizedDelivery) => Promise<void> {
  /** in the order of the accounts' turns */
  const waiting = new Map<string, Waiting[]>();
  let underWay = 0;

  return (delivery) =>
    new Promise((resolve, reject) => {
      const own = waiting.get(delivery.accountId) ?? [];
      own.push({ ...delivery, resolve, reject });
      waiting.set(delivery.accountId, own);
      next();
    });

  function next(): void {
    if (underWay >= atOnce || waiting.size === 0) return;
    underWay += 1;
    void settleTogether(takeSome(), storeAll).finally(() => {
      underWay -= 1;
      next();
    });
  }

  /** One delivery of each account in turn, so that a backlog of one account does not delay another's delivery. */
  function takeSome(): readonly Waiting[] {
    const taken: Waiting[] = [];
    let size = nothing;
    for (const [accountId, deliveries] of waiting) {
      const [first] = deliveries;
      if (first === undefined) throw new Error('An account without a delivery waits');
      size = add(size, first.size);
      if (taken.length > 0 && (exceeds(size, ofOneStatement) || taken.length >= deliveriesOfOneStatement)) break;
      taken.push(first);
      deliveries.shift();
      // Inserted again, the account comes last, and this loop reaches it again if there is room.
      waiting.delete(accountId);
      if (deliveries.length > 0) waiting.set(accountId, deliveries);
    }
    return taken;
  }

  async function storeAll(deliveries: readonly Waiting[]): Promise<void> {
    await storeDeliveries(database, 'webhook', deliveries);
    for (const { resolve } of deliveries) resolve();
  }
}

const nothing: Size = { rows: 0, characters: 0 };

function sizeOf(events: readonly IncomingEvent[]): Size {
  return { rows: events.length, characters: events.reduce((total, { payload }) => total + payload.length, 0) };
}

function add(one: Size, other: Size, sign: 1 | -1 = 1): Size {
  return { rows: one.rows + sign * other.rows, characters: one.characters + sign * other.characters };
}

function exceeds(size: Size, atMost: Size): boolean {
  return size.rows > atMost.rows || size.characters > atMost.characters;
}
