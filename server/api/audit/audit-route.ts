import { z } from 'zod';
import type { AuditEntry, PrismaClient } from '../../platform/database/generated/client.ts';
import { badCursor, pageOf, rowIdSchema } from '../cursor.ts';
import { readUserNames, userName } from '../people/user-names.ts';
import type { Api } from '../prepare-api.ts';
import { readStoredLeadNames } from '../stored-lead-names.ts';
import type { AuditEntryView, AuditPage } from './audit-view.ts';

const pageSize = 50;
const querySchema = z.object({ cursor: rowIdSchema.transform(BigInt).optional() });
const valuesSchema = z.record(z.string(), z.unknown()).nullable();

/** Actions that name a lead as their subject. */
const ofLeads: ReadonlySet<string> = new Set([
  'customer_linked',
  'customer_linked_again',
  'customer_unlinked',
  'customer_ruled_out',
  'payment_link_made',
]);

/** `GET /api/v1/audit?cursor=`: what people changed, for administrators. */
export async function auditRoutes(app: Api): Promise<void> {
  const { prisma } = app.database;

  const route = {
    config: { administrator: true },
    schema: { querystring: querySchema },
    schemaErrorFormatter: badCursor,
  } as const;
  app.get('/api/v1/audit', route, async ({ user, query: { cursor } }): Promise<AuditPage> => {
    const { accountId } = user;
    const rows = await prisma.auditEntry.findMany({
      where: { accountId, ...(cursor !== undefined && { id: { lt: cursor } }) },
      orderBy: { id: 'desc' },
      take: pageSize + 1,
    });
    const { page, nextCursor } = pageOf(rows, pageSize);
    return { entries: await describe(prisma, accountId, page), nextCursor };
  });
}

/** Names are Kommo's and are read now: an entry holds none. */
async function describe(
  prisma: PrismaClient,
  accountId: string,
  rows: readonly AuditEntry[],
): Promise<readonly AuditEntryView[]> {
  const leadIds = rows.flatMap((row) => leadIdOf(row) ?? []);
  const [userNames, leadNames] = await Promise.all([
    readUserNames(prisma, accountId),
    readStoredLeadNames(prisma, accountId, leadIds),
  ]);
  return rows.map((row) => {
    const leadId = leadIdOf(row);
    return {
      id: row.id.toString(),
      at: row.at.toISOString(),
      by: userName(userNames, row.userId),
      action: row.action,
      lead: leadId === null ? null : { id: leadId, name: leadNames.get(leadId) || null },
      before: valuesSchema.parse(row.before),
      after: valuesSchema.parse(row.after),
    };
  });
}

function leadIdOf({ action, subject }: AuditEntry): number | null {
  return ofLeads.has(action) && subject !== null ? Number(subject) : null;
}
