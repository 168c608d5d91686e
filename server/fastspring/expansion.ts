import { z } from 'zod';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { parseJson } from '../platform/json/parse-json.ts';

/** Those whose data has an account, as an object with expansion and as its id without. */
const typesWithAccount = [
  'order.completed',
  'return.created',
  'subscription.activated',
  'subscription.updated',
  'subscription.canceled',
  'subscription.deactivated',
  'subscription.charge.completed',
  'subscription.charge.failed',
];

const unexpanded = z.object({ data: z.object({ account: z.string() }) });

/**
 * Whether FastSpring's last webhook event came without expansion, so that renewals lack their tax and buyers their
 * e-mail: https://developer.fastspring.com/reference/webhook-expansion
 */
export async function lacksExpansion(prisma: PrismaClient, accountId: string): Promise<boolean> {
  const event = await prisma.event.findFirst({
    where: { accountId, source: 'webhook', type: { in: typesWithAccount } },
    orderBy: { id: 'desc' },
    select: { payload: true },
  });
  return event !== null && unexpanded.safeParse(parseJson(event.payload)).success;
}
