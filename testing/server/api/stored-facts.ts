import type { Fact } from '../../../server/ledger/fact.ts';
import type { PrismaClient } from '../../../server/platform/database/generated/client.ts';

export interface StoredFact {
  readonly fact: Fact;
  readonly leadId?: number;
  /** of the event */
  readonly state?: string;
  readonly source?: string;
}

/** Stores an event, its fact and its customer as the account's job does. Returns the event's row id. */
export async function storeFact(
  prisma: PrismaClient,
  accountId: string,
  { fact, leadId, state = 'recorded', source = 'webhook' }: StoredFact,
): Promise<bigint> {
  const { email, name } = fact.customer;
  const identity = `email:${email}`;
  const customer = await prisma.customer.upsert({
    where: { accountId_identity: { accountId, identity } },
    create: { accountId, identity, email, name },
    update: {},
  });
  const event = await prisma.event.create({
    data: {
      accountId,
      eventId: `event of ${fact.key}`,
      type: fact.type,
      live: fact.live,
      source,
      state,
      payload: '{}',
      factKeys: [fact.key],
    },
  });
  await prisma.fact.create({
    data: {
      accountId,
      factKey: fact.key,
      type: fact.type,
      subscriptionId: fact.subscriptionId,
      occurredAt: new Date(fact.occurredAt),
      live: fact.live,
      orderId: fact.orderId,
      customerId: customer.id,
      eventRowId: event.id,
      rank: '',
      data: { ...fact },
      leadId: leadId ?? null,
    },
  });
  return event.id;
}
