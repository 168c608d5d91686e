import { randomUUID } from 'node:crypto';
import { storeEvents } from '../../../server/fastspring/webhook/store-events.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { recordEvents } from '../../../server/recording/record.ts';
import { openTestDatabase } from '../../postgres/test-database.ts';
import { storedEvents } from '../fastspring/stored-events.ts';
import { asIncoming, type TestEvent } from './state-events.ts';

/** An account with its own database, and functions that store and record its events. */
export async function openLedger() {
  const database = await openTestDatabase();
  return { database, ...(await addLedger(database)) };
}

/** Another account on a database, and functions that store and record its events. */
export async function addLedger(database: Pick<Database, 'prisma' | 'query'>) {
  const { prisma } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: randomUUID() } });
  const store = (...some: readonly TestEvent[]) => storeEvents(database, accountId, 'webhook', some.map(asIncoming));
  const record = async (...some: readonly TestEvent[]) => {
    await store(...some);
    const received = await storedEvents(prisma, { accountId, state: 'received' });
    await prisma.$transaction((transaction) => recordEvents(transaction, accountId, received));
  };
  return { prisma, accountId, store, record };
}
