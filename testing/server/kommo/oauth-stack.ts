import { onTestFinished } from 'vitest';
import { direct, type EgressAddress } from '../../../server/config/egress-addresses.ts';
import type { InstallOrigin } from '../../../server/kommo/install/install-queue.ts';
import { installQueueNames } from '../../../server/kommo/install/installs.ts';
import type { KommoTimeouts } from '../../../server/kommo/requests/timeouts.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';
import { languageOfRequest } from '../../../server/texts/accept-language.ts';
import type { KommoSandbox, KommoSandboxOptions } from '../../sandbox/kommo/index.ts';
import { never, workOnDue } from '../platform/jobs/queues.ts';
import { configFor, startKommo, startSandbox, startServer, withEgress } from './kommo-stack.ts';

export interface Page {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface OauthOptions {
  readonly sandbox?: KommoSandboxOptions;
  /** false: without the integration's ID and secret */
  readonly configured?: boolean;
  readonly timeouts?: Partial<KommoTimeouts>;
  readonly signsUninstall?: boolean;
  readonly egress?: readonly EgressAddress[];
}

/** Our routes over real HTTP, registered at the sandbox as the integration's addresses. */
export async function startOauth(database: Pick<Database, 'prisma' | 'query'>, options: OauthOptions = {}) {
  const sandbox = await startSandbox(options.sandbox);
  const logged: string[] = [];
  const app = createServer({ forceCloseConnections: true, logger: { stream: { write: (line) => logged.push(line) } } });
  onTestFinished(() => app.close());
  let serve = app.routing;
  const { origin } = await startServer((request, response) => serve(request, response));
  const { clientId } = sandbox.registerIntegration({
    redirectUri: `${origin}/oauth/callback`,
    uninstallUrl: `${origin}/oauth/uninstall`,
    signsUninstall: options.signsUninstall ?? true,
  });
  const config = withEgress(configFor(sandbox, origin), options.egress ?? [direct]);
  const kommo = startKommo(
    database,
    options.configured === false
      ? { ...config, kommo: { ...config.kommo, clientId: undefined, clientSecret: undefined } }
      : config,
    options.timeouts,
  );
  const uninstalled: string[] = [];
  const queueOf = (name: string) => kommo.installQueues.find((queue) => queue.name === name);
  await kommo.routes(app, {
    ...{ onUninstalled: (accountId) => void uninstalled.push(accountId), languageOfRequest },
    // In place of pg-boss: at once, in this process.
    send: async (name, id) =>
      void queueOf(name)
        ?.work(id, never, () => undefined)
        .catch(() => undefined),
  });
  const completeDue = async (origin: InstallOrigin) => {
    const queue = queueOf(installQueueNames[origin]);
    if (queue !== undefined) await workOnDue(queue);
  };
  await app.ready();
  serve = app.routing;
  const visit = async (path: string, headers: Record<string, string> = {}): Promise<Page> => {
    const response = await fetch(new URL(path, origin), { redirect: 'manual', headers });
    return { status: response.status, headers: response.headers, text: await response.text() };
  };
  return { sandbox, prisma: database.prisma, kommo, visit, origin, clientId, logged, uninstalled, completeDue };
}

/** Presses Allow on the consent page; returns Kommo's redirect address. */
export async function allow(
  sandbox: KommoSandbox,
  consent: URL,
  change: { state?: string | null } = {},
): Promise<string> {
  const decision = new URL(`${sandbox.oauthUrl}/decision${consent.search}`);
  decision.searchParams.set('subdomain', 'demo');
  decision.searchParams.set('decision', 'allow');
  const response = await fetch(decision, { redirect: 'manual' });
  const back = new URL(response.headers.get('location') ?? '');
  if (change.state === null) back.searchParams.delete('state');
  else if (change.state !== undefined) back.searchParams.set('state', change.state);
  return back.href;
}
