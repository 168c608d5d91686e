import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { Sealer } from '../platform/crypto/seal.ts';
import type { Database } from '../platform/database/database.ts';
import type { Recurring } from '../platform/jobs/recurring.ts';
import type { SecretOf } from '../secrets/service-secrets.ts';
import { createAvailability } from './account/availability.ts';
import { createRecovery } from './account/recovery.ts';
import { createAccountRequests } from './api/account-requests.ts';
import type { KommoApi, KommoPriority } from './api/api.ts';
import { createElementRequests } from './api/list-elements.ts';
import { createReads } from './api/reads.ts';
import { createWrites } from './api/writes.ts';
import type { KommoConfig, KommoContext } from './context.ts';
import { createInstallRequests } from './install/install-requests.ts';
import { createInstalls, type Installs } from './install/installs.ts';
import { type OauthDependencies, oauthRoutes } from './install/oauth-routes.ts';
import { createOauthStates } from './install/oauth-state.ts';
import { createSingleAccount, type SingleAccount } from './install/single-account.ts';
import { type UninstallDependencies, uninstallRoute } from './install/uninstall-route.ts';
import { createKommoMemory, type KommoMemory } from './memory/memory.ts';
import { createWidgetTokenVerifier } from './people/widget-token.ts';
import { createEgresses, type EgressCounts } from './requests/egresses.ts';
import { detectStandstill, type Standstill } from './requests/standstill.ts';
import { type KommoTimeouts, kommoTimeouts } from './requests/timeouts.ts';
import { createAccessReader } from './tokens/access.ts';
import { createRelocate } from './tokens/relocation.ts';
import { createTokenEndpoint, type TokenEndpoint } from './tokens/token-endpoint.ts';
import { createTokens, type Tokens } from './tokens/tokens.ts';

/** All that this process knows of Kommo. One per process. */
export interface Kommo {
  readonly forAccount: (accountId: string, priority: KommoPriority) => KommoApi;
  readonly refreshStaleTokens: Tokens['refreshStaleTokens'];
  /** tries blocked and unpaid accounts again; every few seconds, it costs nothing while none is due */
  readonly tryUnavailableAccounts: Recurring['run'];
  readonly installQueues: Installs['queues'];
  readonly deleteEndedInstalls: Installs['deleteEnded'];
  /** `/oauth/install`, `/oauth/callback`, `/oauth/uninstall` */
  readonly routes: (
    app: FastifyInstance,
    hooks: Pick<UninstallDependencies, 'onUninstalled'> & Pick<OauthDependencies, 'languageOfRequest' | 'send'>,
  ) => Promise<void>;
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
  /** for each outgoing address */
  readonly countsOfEgresses: () => readonly EgressCounts[];
  /** from `close` on: what fails now says nothing about Kommo */
  readonly isClosing: () => boolean;
}

export function createKommo(dependencies: {
  database: Pick<Database, 'prisma' | 'query'>;
  sealer: Sealer;
  secretOf: SecretOf;
  config: KommoConfig;
  log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  timeouts?: Partial<KommoTimeouts>;
}): Kommo {
  const { database, sealer, config, log } = dependencies;
  const { prisma } = database;
  const timeouts = { ...kommoTimeouts, ...dependencies.timeouts };
  const stop = new AbortController();
  let closing = false;
  const { rateLimit, egress: addresses } = config.kommo;
  const egresses = createEgresses({ prisma, addresses, rateLimit, timeouts, log });
  const context = { prisma, sealer, config, timeouts, egresses, log, signal: stop.signal };
  // The wall clock, because the others stop while the machine is suspended.
  const standstill = detectStandstill(() => Date.now());
  const endpoint = createTokenEndpoint(context);
  const accounts = createAccounts(context, endpoint, standstill);
  const { forAccount } = accounts;
  const installRequests = createInstallRequests(context, endpoint);
  const installs = createInstalls({ ...context, requests: installRequests, windowMs: timeouts.installsMs });
  const { singleAccount } = config;

  return {
    ...accounts,
    memory: createKommoMemory(prisma, (accountId) => forAccount(accountId, 'interactive'), timeouts),
    verifyWidgetToken: createWidgetTokenVerifier({
      database,
      ...config.kommo,
      publicUrl: config.publicUrl,
      isSingleAccount: singleAccount !== undefined,
    }),
    singleAccount: singleAccount && createSingleAccount(context, singleAccount, installRequests),
    installQueues: installs.queues,
    deleteEndedInstalls: installs.deleteEnded,
    routes: async (app, { onUninstalled, ...hooks }) => {
      const states = createOauthStates(dependencies.secretOf('oauth-state'));
      await app.register(oauthRoutes, {
        ...{ ...hooks, config: config.kommo, publicUrl: config.publicUrl, states, installs },
        answerMs: timeouts.installAnswerMs,
      });
      await app.register(uninstallRoute, { prisma, ...config.kommo, forAccount, onUninstalled });
    },
    standstill,
    countsOfEgresses: egresses.counts,
    isClosing: () => closing,
    close: async () => {
      closing = true;
      const ended = egresses.close();
      await Promise.race([ended, wait(timeouts.closeMs, undefined, { ref: false })]);
      stop.abort();
      standstill.stop();
      await ended;
    },
  };
}

/** The work with connected accounts: their requests, their tokens, and their pauses. */
function createAccounts(context: KommoContext, endpoint: TokenEndpoint | undefined, standstill: Standstill) {
  const { prisma, sealer, log, egresses } = context;
  const reader = createAccessReader(prisma, sealer);
  const availability = createAvailability(prisma, egresses, log);
  const relocate = createRelocate(context, endpoint);
  const tokens = createTokens(context, { reader, availability, endpoint, relocate });
  const parts = { reader, tokens, relocate, availability, standstill };
  const open = (accountId: string, priority: KommoPriority, probing: boolean): KommoApi => {
    const requests = createAccountRequests(context, parts, accountId, priority, probing);
    return { ...createReads(requests), ...createWrites(requests), ...createElementRequests(requests) };
  };
  return {
    forAccount: (accountId: string, priority: KommoPriority) => open(accountId, priority, false),
    refreshStaleTokens: tokens.refreshStaleTokens,
    tryUnavailableAccounts: createRecovery(context, availability, (accountId) => open(accountId, 'interactive', true)),
    answersOf: availability.answersOf,
  };
}
