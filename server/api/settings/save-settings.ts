import { isDeepStrictEqual } from 'node:util';
import { recordAudit } from '../../audit/record-audit.ts';
import { auditedSettings } from '../../audit/settings-difference.ts';
import { askForAllLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import { endRefusalsOfSecret } from '../../fastspring/webhook/refused-webhooks.ts';
import { compareInvoicesNow } from '../../invoices/compare-invoices.ts';
import type { Account } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { ApiServices } from '../prepare-api.ts';
import { connectionColumns } from './fastspring-connection.ts';
import type { SettingsChange } from './settings-body.ts';
import { storedSettings } from './stored-settings.ts';

/**
 * Guarded by the version that was read: of two saves at once, the second is refused.
 * @throws Problem 412
 */
export async function saveSettings(
  { database, sealer, rulesFromEnvironment, wake, now }: ApiServices,
  account: Account,
  user: WidgetUser,
  { settings, fastspring, changed }: SettingsChange,
): Promise<void> {
  const stored = storedSettings(account, rulesFromEnvironment);
  const difference = auditedSettings(stored, settings, fastspring);
  const connection = connectionColumns(fastspring, account, sealer, now());
  await database.prisma.$transaction(async (transaction) => {
    const { count } = await transaction.account.updateMany({
      where: { id: account.id, settingsVersion: account.settingsVersion },
      data: {
        settings,
        settingsVersion: account.settingsVersion + 1,
        ...connection,
      },
    });
    if (count === 0) throw changedMeanwhile();
    if (connection.webhookSecret !== undefined) await endRefusalsOfSecret(transaction, account.id);
    const who = { accountId: account.id, userId: user.userId };
    if (difference !== null) await recordAudit(transaction, { ...who, action: 'settings_changed', ...difference });
    if (!isDeepStrictEqual(settings.fields, stored.fields)) {
      await askForAllLedgerFields(transaction, account.id, Date.now());
    }
    if (changed.invoices === 'on') await compareInvoicesNow(transaction, account.id, now());
  });
  wake(account.id);
}

export function changedMeanwhile(): Problem {
  return new Problem(
    412,
    'Settings were changed meanwhile',
    'Somebody else saved the settings after you opened them. Nothing of yours was saved: reload, look at the change and save again.',
    { code: 'settings_changed' },
  );
}
