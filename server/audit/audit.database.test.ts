import { expect, test } from 'vitest';
import { addOtherAccount } from '../../testing/postgres/other-account.ts';
import { openTestDatabase } from '../../testing/postgres/test-database.ts';
import { permitDeletingAudit } from './permit-deleting.ts';
import { recordAudit } from './record-audit.ts';

const [ours, theirs] = ['00000000-0000-0000-0000-000000000001', '00000000-0000-0000-0000-000000000002'];

test('an entry goes with its change, and is never changed or deleted', async () => {
  const { prisma, query } = await openTestDatabase();
  for (const id of [ours, theirs]) await addOtherAccount(prisma, id);
  const record = (accountId: string) =>
    recordAudit(prisma, {
      accountId,
      userId: 7,
      action: 'customer_linked',
      subject: 5,
      after: { note: 'a@b.example' },
    });
  await record(ours);
  await record(theirs);
  const undone = prisma.$transaction(async (transaction) => {
    await recordAudit(transaction, { accountId: ours, userId: null, action: 'data_exported' });
    throw new Error('the change failed');
  });
  await expect(undone).rejects.toThrow('the change failed');
  const kept = await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } });
  expect(kept).toMatchObject([
    { accountId: ours, userId: 7n, action: 'customer_linked', subject: '5', before: null, after: { note: '…@…' } },
    { accountId: theirs },
  ]);

  for (const change of [
    "UPDATE audit_entries SET action = 'nothing'",
    'DELETE FROM audit_entries',
    'TRUNCATE audit_entries',
  ]) {
    await expect(query(change), change).rejects.toThrow('append-only');
  }
  await expect(
    prisma.$transaction(async (transaction) => {
      await permitDeletingAudit(transaction, ours);
      await transaction.auditEntry.deleteMany({ where: { accountId: theirs } });
    }),
  ).rejects.toThrow('append-only');
  expect(await prisma.auditEntry.findMany({ orderBy: { id: 'asc' } })).toEqual(kept);

  await prisma.$transaction(async (transaction) => {
    await permitDeletingAudit(transaction, ours);
    await transaction.auditEntry.deleteMany({ where: { accountId: ours } });
  });
  expect(await prisma.auditEntry.findMany()).toEqual(kept.slice(1));
  await expect(query('DELETE FROM audit_entries')).rejects.toThrow('append-only');
});
