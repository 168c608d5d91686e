import { openCredentials } from '../../fastspring/api/open-credentials.ts';
import { understoodEventTypes } from '../../fastspring/catalogue.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Account } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { ApiServices } from '../prepare-api.ts';
import { hasWebhookSecret, isWebhookSecretUnconfirmed } from './fastspring-connection.ts';
import type { SettingsView } from './settings-view.ts';
import { storedSettings } from './stored-settings.ts';

export async function readSettingsView(
  { config, database, sealer, rulesFromEnvironment, now }: ApiServices,
  account: Account,
  { userId, isAdministrator }: WidgetUser,
): Promise<SettingsView> {
  const settings = storedSettings(account, rulesFromEnvironment);
  const { id, previousWebhookSecretEndsAt: secretEndsAt } = account;
  const isPreviousGood =
    openOrNull(sealer, sealedColumns.previousWebhookSecret, id, account.previousWebhookSecret) !== null &&
    secretEndsAt !== null &&
    secretEndsAt.getTime() > now();
  // Of several, the one that is answered longest.
  const formerKey = await database.prisma.formerWebhookKey.findFirst({
    where: { accountId: id, sender: 'fastspring', endsAt: { gt: new Date(now()) } },
    orderBy: { endsAt: 'desc' },
  });
  const credentials = openCredentials(sealer, account);
  return {
    fastspring: {
      webhookUrl: `${config.publicUrl}/webhooks/fastspring/${account.webhookKey}`,
      webhookEvents: understoodEventTypes,
      previousWebhookUrlEndsAt: formerKey?.endsAt.toISOString() ?? null,
      apiUsername: credentials?.username ?? null,
      hasWebhookSecret: hasWebhookSecret(sealer, account),
      hasPreviousWebhookSecret: isPreviousGood,
      previousWebhookSecretEndsAt: isPreviousGood ? secretEndsAt.toISOString() : null,
      isWebhookSecretUnconfirmed: isWebhookSecretUnconfirmed(sealer, account),
      hasApiCredentials: credentials !== null,
    },
    ...settings,
    version: account.settingsVersion,
    rights: { configure: isAdministrator, buyers: isAdministrator || settings.access.buyers.includes(userId) },
  };
}
