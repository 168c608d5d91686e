import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Account } from '../../platform/database/generated/client.ts';
import { namesEtag } from '../../platform/http/etag.ts';
import { patience } from '../catalog/products-route.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { Api } from '../prepare-api.ts';
import { checkChange } from './check-change.ts';
import { readSettingsView } from './read-settings-view.ts';
import { requireAcceptedCredentials } from './require-accepted-credentials.ts';
import { rotateWebhookSecret } from './rotate-webhook-secret.ts';
import { changedMeanwhile, saveSettings } from './save-settings.ts';
import { readSettingsBody, settingsBody, settingsInvalid } from './settings-body.ts';
import type { SavedSettingsView } from './settings-view.ts';
import { storedSettings } from './stored-settings.ts';
import { changeWebhookAddresses } from './webhook-address.ts';

const savingSchema = {
  querystring: z.looseObject({
    warnings: z.literal('refuse').optional().catch(undefined).describe('refuse: saves nothing that is warned of'),
    credentials: z
      .literal('untested')
      .optional()
      .catch(undefined)
      .describe('untested: saves API credentials also while FastSpring does not answer, so that they cannot be tested'),
  }),
};

/**
 * `GET` and `PUT /api/v1/settings`: what the account's administrator decides. `POST /api/v1/settings/webhook-address`
 * changes the address that FastSpring is given, `POST /api/v1/settings/webhook-secret/rotate` the secret, there and here.
 */
export async function settingsRoutes(app: Api): Promise<void> {
  const { database, kommo, storeProducts, rulesFromEnvironment, now } = app;
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
      const readCatalogue = async () => (await storeProducts.within(patience, account.id)).products;
      const known = { database, memory: kommo.memory, readCatalogue };
      const { problems, warnings } = await checkChange(known, account.id, change.changed);
      const refused = request.query.warnings === 'refuse' ? [...problems, ...warnings] : problems;
      if (refused.length > 0) throw settingsInvalid(refused);
      const mayBeUntested = request.query.credentials === 'untested';
      await requireAcceptedCredentials(app, account, change.fastspring, mayBeUntested);
      await saveSettings(app, account, user, change);
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
    return reply.header('etag', etagOf(account)).send({ ...(await readSettingsView(app, account, user)), ...beside });
  }

  function readAccount(accountId: string): Promise<Account> {
    return database.prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  }
}

function etagOf(account: Account): string {
  return `"${account.settingsVersion}"`;
}
