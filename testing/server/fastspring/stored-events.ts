import { readEvents } from '../../../server/fastspring/payloads/read-events.ts';
import type { Prisma, PrismaClient } from '../../../server/platform/database/generated/client.ts';

/** Stored events with every column and their payloads, in the order of their arrival. */
export async function storedEvents(
  prisma: Pick<PrismaClient, 'event' | '$queryRaw'>,
  where: Prisma.EventWhereInput = {},
) {
  const rows = await prisma.event.findMany({ where, orderBy: { id: 'asc' } });
  const payloads = new Map<bigint, string>();
  for (const [accountId, ofAccount] of Map.groupBy(rows, (row) => row.accountId)) {
    const ids = ofAccount.map(({ id }) => id);
    for (const { id, payload } of await readEvents(prisma, accountId, ids)) payloads.set(id, payload);
  }
  return rows.map((row) => ({ ...row, payload: payloads.get(row.id) ?? '' }));
}
