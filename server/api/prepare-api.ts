import type { FastifyInstance, RouteOptions } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { ZodType } from 'zod';
import type { Config } from '../config/config.ts';
import type { FastspringApi } from '../fastspring/api/api.ts';
import type { Fastspring } from '../fastspring/api/fastspring-api.ts';
import type { Kommo } from '../kommo/kommo.ts';
import type { LeadTags } from '../matching/lead-tag.ts';
import type { HashPerson } from '../personal-data/erased-people.ts';
import type { Sealer } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import type { Rule } from '../rules/settings/settings.ts';
import { asProblem } from './as-problem.ts';
import { createStoreProducts, type StoreProducts } from './catalog/store-products.ts';
import { requireBuyersAccess } from './people/buyers-access.ts';
import { type Authenticate, requireAdministrator, type WidgetUser } from './people/widget-user.ts';

/** The services that routes use, decorated onto their instance. */
export interface ApiServices {
  readonly config: Pick<Config, 'publicUrl' | 'fastspringApiUrl' | 'kommo' | 'singleAccount' | 'alarms'>;
  readonly database: Pick<Database, 'engine' | 'prisma' | 'query' | 'readSnapshot' | 'listen'>;
  readonly sealer: Sealer;
  readonly leadTags: LeadTags;
  readonly hashPerson: HashPerson;
  readonly kommo: Pick<Kommo, 'forAccount' | 'memory' | 'standstill'>;
  /** with the priority of a waiting person */
  readonly fastspring: (
    accountId: string,
  ) => Pick<FastspringApi, 'listProducts' | 'createCheckout' | 'createSession' | 'createQuote' | 'setWebhookSecret'>;
  /** of credentials that are not saved */
  readonly tryCredentials: Fastspring['tryCredentials'];
  /** what each account's store sells, remembered for minutes */
  readonly storeProducts: StoreProducts;
  /** of the account that the environment configures, until its rules are saved */
  readonly rulesFromEnvironment: readonly Rule[];
  /** wakes the account's job; never waits */
  readonly wake: (accountId: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}

/** The others are made of these. */
type GivenServices = Omit<ApiServices, 'storeProducts'>;

declare module 'fastify' {
  interface FastifyInstance extends ApiServices {}
  interface FastifyRequest {
    /** the signed-in user, known before the body is read */
    user: WidgetUser;
  }
  interface FastifyContextConfig {
    /** for administrators of the Kommo account only */
    administrator?: true;
    /** for people who may see the buyers of every lead */
    buyers?: true;
    /** the body's schema for the API document, where the route validates the body itself, for example after checking rights */
    body?: ZodType;
  }
}

/** Routes here have zod schemas. `schemaErrorFormatter` turns a validation error into the route's Problem. */
export type Api = ReturnType<typeof withSchemas>;
const withSchemas = (app: FastifyInstance) => app.withTypeProvider<ZodTypeProvider>();

/**
 * Every route of the instance requires a signed-in user, with the rights that its `config` names. That is decided before
 * the body is read: a stranger's body is never held.
 */
export function prepareApi(
  app: FastifyInstance,
  { authenticate, ...services }: Partial<GivenServices> & { readonly authenticate: Authenticate },
): Api {
  for (const [name, service] of Object.entries(services)) app.decorate<unknown>(name, service);
  const { fastspring, now = Date.now } = services;
  if (fastspring !== undefined) app.decorate('storeProducts', createStoreProducts(fastspring, now));
  app.decorateRequest('user');
  app.addHook('onRequest', async (request) => {
    request.user = await authenticate(request);
    const { administrator, buyers } = request.routeOptions.config;
    if (administrator) requireAdministrator(request.user);
    if (buyers) await requireBuyersAccess(request);
  });
  app.addHook('onRoute', (route) => {
    route.errorHandler = throwAsProblem;
  });
  app.setValidatorCompiler(validatorCompiler);
  // A schema describes an answer in the API's document, and changes no byte of it.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  return withSchemas(app);
}

function throwAsProblem(error: unknown): never {
  throw asProblem(error);
}

/** `config` restricts a route only where `prepareApi` has put its hook. */
export function refuseUnguarded(this: FastifyInstance, { url, config }: RouteOptions): void {
  const isRestricted = config?.administrator === true || config?.buyers === true;
  if (isRestricted && !this.hasRequestDecorator('user')) throw new Error(`${url} is restricted, and nothing checks it`);
}
