import { randomBytes } from 'node:crypto';
import { recordAudit } from '../../audit/record-audit.ts';
import { deliveriesRetriedFor } from '../../fastspring/webhook/secret-rotation.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { lockAccount } from '../../platform/database/lock-account.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { WidgetUser } from '../people/widget-user.ts';

const formerAtMost = 10;

/**
 * Gives the account new webhook addresses, for FastSpring's webhooks and for Kommo's. Those before are answered for another
 * seven days, Kommo's only until the new one is registered there: server/kommo/webhook/register-changes.ts.
 */
export async function changeWebhookAddresses(
  prisma: PrismaClient,
  { accountId, userId }: Pick<WidgetUser, 'accountId' | 'userId'>,
  now: number,
): Promise<void> {
  await prisma.$transaction(async (transaction) => {
    // Two changes at once would keep the same former key.
    const account = await lockAccount(transaction, accountId);
    const kommo = await transaction.kommoWebhook.findUnique({ where: { accountId } });
    const answered = { accountId, sender: 'fastspring', endsAt: { gt: new Date(now) } };
    const former = await transaction.formerWebhookKey.count({ where: answered });
    if (former >= formerAtMost) throw tooOften();
    const endsAt = new Date(now + deliveriesRetriedFor);
    await transaction.formerWebhookKey.createMany({
      data: [
        { key: account.webhookKey, accountId, sender: 'fastspring', endsAt },
        ...(kommo === null ? [] : [{ key: kommo.key, accountId, sender: 'kommo', endsAt }]),
      ],
    });
    await transaction.account.update({ where: { id: accountId }, data: { webhookKey: newKey() } });
    await transaction.kommoWebhook.updateMany({
      where: { accountId },
      data: { key: newKey(), nextAttempt: new Date(0) },
    });
    await recordAudit(transaction, { accountId, userId, action: 'webhook_address_changed' });
  });
}

const newKey = () => randomBytes(32).toString('base64url');

function tooOften(): Problem {
  return new Problem(
    429,
    'Changed too often',
    'The webhook address was changed ten times within a week. Nothing was changed; change it in FastSpring to the one that the settings show.',
    { code: 'webhook_address_changed_too_often' },
  );
}
