import type { Transaction } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/generated/client.ts';
import type { AuditAction } from './actions.ts';
import { type AuditObject, objectWithoutAddresses } from './audit-value.ts';

export interface AuditedChange {
  readonly accountId: string;
  /** Kommo's user id; null when the server's operator did it */
  readonly userId: number | null;
  readonly action: AuditAction;
  /** the id of the changed object: a lead for links and payment links, otherwise as the action says */
  readonly subject?: string | number;
  /** ids and settings; never a name, an e-mail address or a secret */
  readonly before?: AuditObject;
  readonly after?: AuditObject;
}

/** Records who changed what. Call it in the transaction of the change, so that neither is stored without the other. */
export async function recordAudit(transaction: Transaction, change: AuditedChange): Promise<void> {
  const { accountId, userId, action, subject, before, after } = change;
  await transaction.auditEntry.create({
    data: {
      accountId,
      userId,
      action,
      subject: subject === undefined ? null : String(subject),
      before: asColumn(before),
      after: asColumn(after),
    },
  });
}

function asColumn(value: AuditObject | undefined) {
  return value === undefined ? Prisma.DbNull : objectWithoutAddresses(value);
}
