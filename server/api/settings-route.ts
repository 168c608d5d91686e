import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Account } from '../database/generated/client.ts';
import type { Database } from '../database/open.ts';
import { Problem } from '../http/problem.ts';
import { type Rule, readSettings, type Settings } from '../rules/settings.ts';
import { parseSettings, type SettingsProblem } from '../rules/settings-problems.ts';
import { type ConnectionSealers, connectionColumns, fastspringConnectionSchema } from './fastspring-connection.ts';
import type { SettingsView } from './settings-view.ts';
import type { Authenticate, RequireAdministrator } from './widget-user.ts';

export interface SettingsDependencies {
  readonly database: Pick<Database, 'prisma'>;
  readonly authenticate: Authenticate;
  readonly requireAdministrator: RequireAdministrator;
  readonly publicUrl: string;
  readonly sealers: ConnectionSealers;
  /** of the account that the environment configures, until its rules are saved */
  readonly rulesFromEnvironment: readonly Rule[];
}

/** `GET` and `PUT /api/v1/settings`: what the account's administrator decides. */
export async function settingsRoutes(app: FastifyInstance, dependencies: SettingsDependencies): Promise<void> {
  const { database, authenticate, requireAdministrator } = dependencies;

  app.get('/api/v1/settings', async (request, reply) => {
    const user = await authenticate(request);
    const account = await database.prisma.account.findUniqueOrThrow({ where: { id: user.accountId } });
    return reply.header('etag', `"${account.settingsVersion}"`).send(view(account));
  });

  app.put('/api/v1/settings', async (request, reply) => {
    const user = await authenticate(request);
    await requireAdministrator(user);
    const account = await database.prisma.account.findUniqueOrThrow({ where: { id: user.accountId } });
    const expected = request.headers['if-match'];
    if (expected !== undefined && expected !== `"${account.settingsVersion}"`) throw changedMeanwhile();
    const { fastspring, settings } = readBody(request.body, storedSettings(account));
    // Guarded by the version that was read: of two that save at once, the second is told.
    const { count } = await database.prisma.account.updateMany({
      where: { id: account.id, settingsVersion: account.settingsVersion },
      data: {
        settings,
        settingsVersion: account.settingsVersion + 1,
        ...connectionColumns(fastspring, account, dependencies.sealers),
      },
    });
    if (count === 0) throw changedMeanwhile();
    const saved = await database.prisma.account.findUniqueOrThrow({ where: { id: account.id } });
    return reply.header('etag', `"${saved.settingsVersion}"`).send(view(saved));
  });

  function storedSettings(account: Account): Settings {
    return readSettings(account.settings, account.singleAccount ? dependencies.rulesFromEnvironment : []);
  }

  function view(account: Account): SettingsView {
    return {
      fastspring: {
        webhookUrl: `${dependencies.publicUrl}/webhooks/fastspring/${account.webhookKey}`,
        apiUsername:
          account.apiUsername === null ? null : dependencies.sealers.apiCredentials.open(account.apiUsername),
        hasWebhookSecret: account.webhookSecret !== null,
        hasPreviousWebhookSecret: account.previousWebhookSecret !== null,
        hasApiCredentials: account.apiUsername !== null,
      },
      ...storedSettings(account),
      version: account.settingsVersion,
    };
  }
}

const bodySchema = z.looseObject({ fastspring: fastspringConnectionSchema.prefault({}), version: z.unknown() });

/** @throws Problem 400 with every problem and its place */
function readBody(body: unknown, stored: Settings) {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), code: 'wrong_format', params: {} })),
    );
  }
  const { fastspring, version: _version, ...change } = parsed.data;
  const result = parseSettings({ ...stored, ...change });
  if (!result.ok) throw invalid(result.problems);
  return { fastspring, settings: result.settings };
}

function invalid(problems: readonly SettingsProblem[]): Problem {
  const first = problems[0];
  return new Problem(
    400,
    'Settings not valid',
    `Nothing was saved. ${first?.path === '' || first === undefined ? 'The settings' : first.path} must be corrected (${first?.code}).`,
    { problems },
  );
}

function changedMeanwhile(): Problem {
  return new Problem(
    412,
    'Settings were changed meanwhile',
    'Somebody else saved the settings after you opened them. Nothing of yours was saved: reload, look at the change and save again.',
  );
}
