import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { z } from 'zod';
import { permitDeletingAudit } from '../audit/permit-deleting.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import { readValues } from '../platform/database/read-rows.ts';
import { reportOf } from '../platform/runtime/error-report.ts';
import { accountTables } from './account-tables.ts';

/** Rows per statement, so that each holds its locks only for a short time. */
const rowsAtOnce = 2_000;
/** Statements per run; the next run of the timer does the rest. */
const statementsAtOnce = 100;

export interface DeleteDependencies {
  readonly prisma: PrismaClient;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'error'>;
}

/**
 * Deletes all data of accounts that were uninstalled long enough ago, a bounded number of rows at a time. An account
 * that fails does not hold up the others. Recurring work; continues where it was interrupted.
 */
export async function deleteUninstalledAccounts({ prisma, log }: DeleteDependencies): Promise<void> {
  await detachDue(prisma);
  const accounts = await prisma.account.findMany({
    where: { state: 'uninstalled', kommoAccountId: null, subdomain: '' },
    select: { id: true },
    orderBy: { id: 'asc' },
  });
  for (const { id } of accounts) {
    try {
      if (await deleteSome(prisma, id)) log.info({ accountId: id }, 'the data of an uninstalled account was deleted');
    } catch (error) {
      log.error(
        { ...reportOf(error), accountId: id },
        'an uninstalled account could not be deleted; it is tried again',
      );
    }
  }
}

/** From now on no look-up finds the account: a new installation creates a new account and does not revive this one. */
async function detachDue(prisma: PrismaClient): Promise<void> {
  const due = await readValues(prisma, z.string())`
    SELECT id FROM accounts
    WHERE state = 'uninstalled' AND delete_after <= clock_timestamp() AND kommo_account_id IS NOT NULL`;
  for (const id of due) {
    const webhookKey = randomBytes(32).toString('base64url');
    await prisma.$executeRaw`
      UPDATE accounts SET kommo_account_id = NULL, single_account = false, subdomain = '', name = '',
        webhook_key = ${webhookKey}, settings = '{}'
      WHERE id = ${id}::uuid AND state = 'uninstalled' AND delete_after <= clock_timestamp()`;
  }
}

/** @returns whether this call deleted the account; another process may be deleting the same one */
async function deleteSome(prisma: PrismaClient, accountId: string): Promise<boolean> {
  let statements = 0;
  let deleted = 0;
  for (const { deleteSome: statement } of accountTables) {
    for (;;) {
      if (statements === statementsAtOnce) return false;
      statements += 1;
      const rows = await prisma.$transaction(async (transaction) => {
        await permitDeletingAudit(transaction, accountId);
        return transaction.$executeRawUnsafe(statement, accountId, rowsAtOnce);
      });
      deleted += rows;
      if (rows === 0) break;
    }
  }
  // A concurrent run may have written new rows, so the account itself is deleted only after a pass that found none.
  if (deleted > 0) return false;
  return (await prisma.account.deleteMany({ where: { id: accountId } })).count > 0;
}
