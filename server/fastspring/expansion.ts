import { z } from 'zod';
import { Prisma, type PrismaClient } from '../platform/database/generated/client.ts';
import { readValues } from '../platform/database/read-rows.ts';
import { parseJson } from '../platform/json/parse-json.ts';
import { readEvents } from './payloads/read-events.ts';

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
  // The last of each by the two indexes of webhooks: an account's other events may be hundreds of thousands.
  const lastOf = (kind: Prisma.Sql) => Prisma.sql`(SELECT "received_at", "id" FROM "events"
    WHERE "account_id" = ${accountId}::uuid AND "source" = 'webhook' AND ${kind} AND "type" = ANY(${typesWithAccount}::text[])
    ORDER BY "received_at" DESC LIMIT 1)`;
  const last = await readValues(prisma, z.bigint())`
    SELECT "id" FROM (${lastOf(Prisma.sql`"live"`)} UNION ALL ${lastOf(Prisma.sql`"live" IS NOT TRUE`)}) last
    ORDER BY "received_at" DESC, "id" DESC LIMIT 1`;
  const [event] = await readEvents(prisma, accountId, last);
  return event !== undefined && unexpanded.safeParse(parseJson(event.payload)).success;
}
