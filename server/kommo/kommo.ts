import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Config } from '../config/config.ts';
import type { Sealer } from '../platform/crypto/seal.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import type { SecretOf } from '../secrets/service-secrets.ts';
import { createAvailability } from './account/availability.ts';
import { createRecovery } from './account/recovery.ts';
import { createAccountRequests } from './api/account-requests.ts';
import type { KommoApi, KommoPriority } from './api/api.ts';
import { createKommoApi } from './api/kommo-api.ts';
import { createInstallRequests } from './install/install-requests.ts';
import { createInstalls, type Installs } from './install/installs.ts';
import { oauthRoutes } from './install/oauth-routes.ts';
import { createOauthStates } from './install/oauth-state.ts';
import { createSingleAccount, type SingleAccount } from './install/single-account.ts';
import { type UninstallDependencies, uninstallRoute } from './install/uninstall-route.ts';
import { createKommoMemory, type KommoMemory } from './memory/memory.ts';
import { createWidgetTokenVerifier } from './people/widget-token.ts';
import { createLimiter } from './requests/limiter.ts';
import { createRequestSlots } from './requests/request-slots.ts';
import { detectStandstill, type Standstill } from './requests/standstill.ts';
import { type KommoTimeouts, kommoTimeouts } from './requests/timeouts.ts';
import { createAccessReader } from './tokens/access.ts';
import type { Integration } from './tokens/integration.ts';
import { createRelocate } from './tokens/relocation.ts';
import { createTokenEndpoint } from './tokens/token-endpoint.ts';
import { createTokens, type Tokens } from './tokens/tokens.ts';

/** All that this process knows of Kommo. One per process. */
export interface Kommo {
  readonly forAccount: (accountId: string, priority: KommoPriority) => KommoApi;
  readonly refreshStaleTokens: Tokens['refreshStaleTokens'];
  /** tries blocked and unpaid accounts again; for a timer of a few seconds, it costs nothing while none is due */
  readonly tryUnavailableAccounts: () => Promise<void>;
  /** exchanges codes that were not exchanged at once; for a timer of a few seconds, it costs nothing while none is due */
  readonly completePendingInstalls: Installs['completePending'];
  /** `/oauth/install`, `/oauth/callback`, `/oauth/uninstall` */
  readonly routes: (app: FastifyInstance, hooks: Pick<UninstallDependencies, 'onUninstalled'>) => Promise<void>;
  /** whether Kommo vouches for who asks through the widget, and who it is */
  readonly verifyWidgetToken: ReturnType<typeof createWidgetTokenVerifier>;
  /** for a person who waits: pipelines, users, task types and fields by name */
  readonly memory: KommoMemory;
  /** undefined when accounts install by OAuth */
  readonly singleAccount: SingleAccount | undefined;
  /** Refuses what waits, lets what is under way end within `closeMs`, and breaks it off then. */
  readonly close: () => Promise<void>;
  /** grows with every usual answer for this account */
  readonly answersOf: (accountId: string) => number;
  /** how often, how long and when this process stood still */
  readonly standstill: Omit<Standstill, 'stop'>;
  /** from `close` on: what fails now says nothing about Kommo */
  readonly isClosing: () => boolean;
}

export type KommoConfig = Pick<Config, 'kommo' | 'publicUrl' | 'singleAccount'>;

export function createKommo(dependencies: {
  prisma: PrismaClient;
  sealer: Sealer;
  secretOf: SecretOf;
  config: KommoConfig;
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  timeouts?: Partial<KommoTimeouts>;
}): Kommo {
  const { prisma, sealer, config, log } = dependencies;
  const { originTemplate, rateLimit } = config.kommo;
  const timeouts = { ...kommoTimeouts, ...dependencies.timeouts };
  const stop = new AbortController();
  const { signal } = stop;
  let closing = false;
  const integration = integrationOf(config);

  const slots = createRequestSlots(prisma, timeouts.windowMs, log);
  const limiter = createLimiter(slots, { limit: rateLimit, ...timeouts }, log);
  const reader = createAccessReader(prisma, sealer);
  const availability = createAvailability(prisma, log);
  const endpoint = integration && createTokenEndpoint({ limiter, integration, originTemplate, signal });
  const relocate = createRelocate({ prisma, endpoint, log });
  const tokens = createTokens({
    prisma,
    sealer,
    reader,
    availability,
    endpoint,
    relocate,
    log,
    storeAgainMs: timeouts.storeAgainMs,
    signal,
  });
  // The wall clock, because the others stop while the machine is suspended.
  const standstill = detectStandstill(() => Date.now());
  const { exchangeMs } = timeouts;
  const requests = { reader, tokens, relocate, limiter, availability, originTemplate, standstill, signal, exchangeMs };
  const forAccount: Kommo['forAccount'] = (accountId, priority) =>
    createKommoApi(createAccountRequests(requests, accountId, priority));
  const memory = createKommoMemory(prisma, (accountId) => forAccount(accountId, 'interactive'), timeouts);
  const installRequests = createInstallRequests({ limiter, endpoint, originTemplate, signal });
  const installs = createInstalls({
    prisma,
    sealer,
    requests: installRequests,
    windowMs: timeouts.installsMs,
    log,
  });
  const { singleAccount } = config;

  return {
    forAccount,
    memory,
    verifyWidgetToken: createWidgetTokenVerifier({
      prisma,
      ...config.kommo,
      publicUrl: config.publicUrl,
      isSingleAccount: singleAccount !== undefined,
    }),
    singleAccount:
      singleAccount &&
      createSingleAccount({ prisma, sealer, config: singleAccount, originTemplate, requests: installRequests, log }),
    completePendingInstalls: installs.completePending,
    routes: async (app, { onUninstalled }) => {
      const states = createOauthStates(dependencies.secretOf('oauth-state'));
      const { clientId, clientSecret, oauthUrl } = config.kommo;
      await app.register(oauthRoutes, {
        clientId,
        oauthUrl,
        originTemplate,
        states,
        installs,
        answerMs: timeouts.installAnswerMs,
      });
      await app.register(uninstallRoute, {
        prisma,
        clientId,
        clientSecret,
        forAccount,
        onUninstalled,
      });
    },
    refreshStaleTokens: tokens.refreshStaleTokens,
    tryUnavailableAccounts: createRecovery({
      prisma,
      availability,
      forProbe: (accountId) => createKommoApi(createAccountRequests(requests, accountId, 'interactive', true)),
      log,
    }),
    answersOf: availability.answersOf,
    standstill,
    isClosing: () => closing,
    close: async () => {
      closing = true;
      const ended = limiter.close();
      await Promise.race([ended, wait(timeouts.closeMs, undefined, { ref: false })]);
      stop.abort();
      standstill.stop();
      await ended;
    },
  };
}

function integrationOf({ kommo, publicUrl }: Pick<Config, 'kommo' | 'publicUrl'>): Integration | undefined {
  const { clientId, clientSecret } = kommo;
  if (clientId === undefined || clientSecret === undefined) return undefined;
  return { clientId, clientSecret, redirectUri: `${publicUrl}/oauth/callback` };
}
