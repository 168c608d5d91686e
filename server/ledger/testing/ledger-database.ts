import type { Database } from '../../database/database.ts';
import { openTestDatabase } from '../../database/testing/test-database.ts';
import { storeEvents } from '../../fastspring/store-events.ts';
import { recordEvent } from '../record.ts';
import { asIncoming, type TestEvent } from './state-events.ts';

/** An account on a database of its own, and how its events are stored and recorded. */
export async function openLedger(engine: Database['engine'] = 'postgres') {
  const database = await openTestDatabase(engine);
  const { prisma } = database;
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });

  const store = (...some: readonly TestEvent[]) => storeEvents(database, accountId, 'webhook', some.map(asIncoming));
  const record = async (...some: readonly TestEvent[]) => {
    await store(...some);
    for (const event of await prisma.event.findMany({ where: { state: 'received' }, orderBy: { id: 'asc' } })) {
      await prisma.$transaction((transaction) => recordEvent(transaction, event));
    }
  };
  return { database, prisma, accountId, store, record };
}
