import type { FastifyRequest } from 'fastify';
import { catalogRoutes } from '../../../server/api/catalog/catalog-route.ts';
import { productsRoutes } from '../../../server/api/catalog/products-route.ts';
import { eventsRoutes } from '../../../server/api/events/events-route.ts';
import { retryRoute } from '../../../server/api/events/retry-route.ts';
import type { WidgetUser } from '../../../server/api/people/widget-user.ts';
import { reconciliationRoutes } from '../../../server/api/reconciliation/reconciliation-route.ts';
import { fastspringCheckRoutes } from '../../../server/api/settings/fastspring-check-route.ts';
import { leadFieldsRoutes } from '../../../server/api/settings/lead-fields-route.ts';
import { settingsRoutes } from '../../../server/api/settings/settings-route.ts';
import { simulationRoutes } from '../../../server/api/simulation/simulation-route.ts';
import { statusRoutes } from '../../../server/api/status/status-route.ts';
import type { FastspringApi } from '../../../server/fastspring/api/api.ts';
import { FastspringNotConfigured } from '../../../server/fastspring/api/errors.ts';
import type { Fastspring } from '../../../server/fastspring/api/fastspring-api.ts';
import { Problem } from '../../../server/platform/http/problem.ts';
import { type KommoStack, startKommoStack } from '../kommo/kommo-stack.ts';
import { createApi } from './api-server.ts';

export interface SettingsServer extends KommoStack {
  readonly address: string;
  /** for the settings */
  readonly letTimePass: (ms: number) => void;
  /** by the administrator, unless `as` names another of the sandbox's users */
  readonly call: (method: string, path: string, options?: CallOptions) => Promise<Answer>;
}

interface CallOptions {
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly as?: 'administrator' | 'seller';
}

interface Answer {
  readonly status: number;
  readonly etag: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly body: any;
}

/** The routes of the settings page on a real database and the sandbox's Kommo; closed after the running test. */
export async function startSettingsServer(
  options: {
    readonly fastspring?: Partial<PageApi>;
    readonly tryCredentials?: Fastspring['tryCredentials'];
    readonly sandbox?: Parameters<typeof startKommoStack>[0];
  } = {},
): Promise<SettingsServer> {
  const stack = await startKommoStack({ sandbox: { limit: { requests: Infinity } }, ...options.sandbox });
  const { database, kommo, accountId } = stack;
  const now = () => Date.now() + passed;
  let passed = 0;
  const fastspring = () => ({ ...withoutCredentials, ...options.fastspring });
  const app = createApi({
    ...{ database, kommo, authenticate, fastspring, now },
    ...(options.tryCredentials !== undefined && { tryCredentials: options.tryCredentials }),
  });
  await app.register(settingsRoutes);
  await app.register(catalogRoutes);
  await app.register(productsRoutes);
  await app.register(leadFieldsRoutes);
  await app.register(fastspringCheckRoutes);
  await app.register(statusRoutes);
  await app.register(reconciliationRoutes);
  await app.register(eventsRoutes);
  await app.register(retryRoute);
  await app.register(simulationRoutes);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });

  /** The caller is trusted: Kommo's authentication is tested in its own place. */
  async function authenticate(request: FastifyRequest): Promise<WidgetUser> {
    const userId = Number(request.headers['x-auth-token']);
    if (!userId) throw new Problem(401, 'Not signed in', 'Reload the page.', { code: 'unauthorized' });
    const user = stack.sandbox.account().users.find(({ id }) => id === userId);
    return { accountId, userId, isAdministrator: user?.isAdmin ?? false, accountLanguage: 'en' };
  }

  const letTimePass = (ms: number) => {
    passed += ms;
  };
  return { ...stack, address, call, letTimePass };

  async function call(method: string, path: string, { json, headers, as = 'administrator' }: CallOptions = {}) {
    const [administrator, seller] = stack.sandbox.account().users;
    const user = as === 'administrator' ? administrator : seller;
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        'x-auth-token': String(user?.id),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
    });
    return { status: response.status, etag: response.headers.get('etag'), body: await response.json() };
  }
}

/** the page's requests to FastSpring */
type PageApi = Pick<FastspringApi, 'listProducts' | 'setWebhookSecret'>;

const refuse = async () => {
  throw new FastspringNotConfigured('No FastSpring API credentials are saved for this account');
};
const withoutCredentials = {
  ...{ listProducts: refuse, setWebhookSecret: refuse },
  ...{ createCheckout: refuse, createSession: refuse, createQuote: refuse },
};
