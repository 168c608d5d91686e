import { isDeepStrictEqual } from 'node:util';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { recordAudit } from '../../audit/record-audit.ts';
import { auditedSettings } from '../../audit/settings-difference.ts';
import { askForAllLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import { openCredentials } from '../../fastspring/api/open-credentials.ts';
import { compareInvoicesNow } from '../../invoices/compare-invoices.ts';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { SealedColumn } from '../../platform/crypto/seal.ts';
import type { Account, FormerWebhookKey } from '../../platform/database/generated/client.ts';
import { namesEtag } from '../../platform/http/etag.ts';
import { Problem } from '../../platform/http/problem.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { checkChange } from './check-change.ts';
import { connectionColumns, isWebhookSecretUnconfirmed } from './fastspring-connection.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { readSettingsBody, type SettingsChange, settingsBody, settingsInvalid } from './settings-body.ts';
import type { SavedSettingsView, SettingsView } from './settings-view.ts';
import { storedSettings } from './stored-settings.ts';
import { changeWebhookAddresses } from './webhook-address.ts';

const savingSchema = {
  querystring: z.looseObject({
    warnings: z.literal('refuse').optional().catch(undefined).describe('refuse: saves nothing that is warned of'),
  }),
};

/**
 * `GET` and `PUT /api/v1/settings`: what the account's administrator decides. `POST /api/v1/settings/webhook-address`
 * changes the address that FastSpring is given, `POST /api/v1/settings/webhook-secret/rotate` the secret, there and here.
 */
export async function settingsRoutes(app: Api): Promise<void> {
  const { config, database, kommo, sealer, rulesFromEnvironment, wake, now } = app;
  const route = { config: { administrator: true } } as const;

  app.get('/api/v1/settings', ({ user }, reply) => answer(reply, user));

  app.put(
    '/api/v1/settings',
    { config: { ...route.config, body: settingsBody }, schema: savingSchema },
    async (request, reply) => {
      const { user } = request;
      const account = await readAccount(user.accountId);
      const expected = request.headers['if-match'];
      if (expected !== undefined && !namesEtag(expected, etagOf(account))) throw changedMeanwhile();
      const change = readSettingsBody(request.body, storedSettings(account, rulesFromEnvironment));
      if ('problems' in change) throw settingsInvalid(change.problems);
      const { problems, warnings } = await checkChange({ database, memory: kommo.memory }, account.id, change.changed);
      const refused = request.query.warnings === 'refuse' ? [...problems, ...warnings] : problems;
      if (refused.length > 0) throw settingsInvalid(refused);
      await save(account, user, change);
      return answer(reply, user, { warnings });
    },
  );

  app.post('/api/v1/settings/webhook-address', route, async ({ user }, reply) => {
    await changeWebhookAddresses(database.prisma, user, now());
    return answer(reply, user);
  });

  app.post('/api/v1/settings/webhook-secret/rotate', route, async ({ user }, reply) => {
    await rotateWebhookSecret(app, user);
    return answer(reply, user);
  });

  async function answer(reply: FastifyReply, user: WidgetUser, beside?: Pick<SavedSettingsView, 'warnings'>) {
    const account = await readAccount(user.accountId);
    return reply.header('etag', etagOf(account)).send({ ...(await viewOf(account, user)), ...beside });
  }

  function readAccount(accountId: string): Promise<Account> {
    return database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  }

  /** Of several, the one that is answered longest. */
  function findFormerKey(accountId: string): Promise<FormerWebhookKey | null> {
    return database.prisma.formerWebhookKey.findFirst({
      where: { accountId, sender: 'fastspring', endsAt: { gt: new Date(now()) } },
      orderBy: { endsAt: 'desc' },
    });
  }

  /** Guarded by the version that was read: of two saves at once, the second is refused. */
  async function save(
    account: Account,
    user: WidgetUser,
    { settings, fastspring, changed }: SettingsChange,
  ): Promise<void> {
    const stored = storedSettings(account, rulesFromEnvironment);
    const difference = auditedSettings(stored, settings, fastspring);
    await database.prisma.$transaction(async (transaction) => {
      const { count } = await transaction.account.updateMany({
        where: { id: account.id, settingsVersion: account.settingsVersion },
        data: {
          settings,
          settingsVersion: account.settingsVersion + 1,
          ...connectionColumns(fastspring, account, sealer, now()),
        },
      });
      if (count === 0) throw changedMeanwhile();
      const who = { accountId: account.id, userId: user.userId };
      if (difference !== null) await recordAudit(transaction, { ...who, action: 'settings_changed', ...difference });
      if (!isDeepStrictEqual(settings.fields, stored.fields)) {
        await askForAllLedgerFields(transaction, account.id, Date.now());
      }
      if (changed.invoices === 'on') await compareInvoicesNow(transaction, account.id, now());
    });
    wake(account.id);
  }

  async function viewOf(account: Account, { userId, isAdministrator }: WidgetUser): Promise<SettingsView> {
    const settings = storedSettings(account, rulesFromEnvironment);
    const { id, previousWebhookSecretEndsAt: secretEndsAt } = account;
    const isReadable = (column: SealedColumn, sealed: string | null) => openOrNull(sealer, column, id, sealed) !== null;
    const isPreviousGood =
      isReadable(sealedColumns.previousWebhookSecret, account.previousWebhookSecret) &&
      secretEndsAt !== null &&
      secretEndsAt.getTime() > now();
    const credentials = openCredentials(sealer, account);
    return {
      fastspring: {
        webhookUrl: `${config.publicUrl}/webhooks/fastspring/${account.webhookKey}`,
        previousWebhookUrlEndsAt: (await findFormerKey(account.id))?.endsAt.toISOString() ?? null,
        apiUsername: credentials?.username ?? null,
        hasWebhookSecret: isReadable(sealedColumns.webhookSecret, account.webhookSecret),
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
}

function etagOf(account: Account): string {
  return `"${account.settingsVersion}"`;
}

function changedMeanwhile(): Problem {
  return new Problem(
    412,
    'Settings were changed meanwhile',
    'Somebody else saved the settings after you opened them. Nothing of yours was saved: reload, look at the change and save again.',
    { code: 'settings_changed' },
  );
}
