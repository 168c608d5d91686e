import type { RequestListener } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { accountAddress, accountTemplate } from '../http/account-host.ts';
import { createFaults, type Faults } from '../http/faults.ts';
import type { RateLimit } from '../http/rate-limit.ts';
import { createTraffic, type RecordedRequest } from '../http/traffic.ts';
import { createHand, type Hand } from './hand.ts';
import type { Lifetimes } from './oauth/grants.ts';
import {
  type HookResult,
  INSTALL_TIMEOUT_MS,
  installFromMarketplace,
  uninstall,
  uninstallSignature,
} from './oauth/hooks.ts';
import { createIntegration, type Integration, type IntegrationOptions } from './oauth/integration.ts';
import { createOneTimeToken, type OneTimeTokenOptions } from './oauth/one-time-token.ts';
import { type Account, type AccountOptions, installingUser } from './records/account.ts';
import { makeWebhookCalls } from './records/webhook-calls.ts';
import { buildKommoServer } from './server.ts';
import { createState, type KommoState } from './state.ts';

export type { Lead } from './records/entities.ts';

export interface KommoSandboxOptions {
  /** 0 (default) takes any free port */
  readonly port?: number;
  /**
   * hands the requests to a server that listens already, instead of listening; returns that server's origin, which is
   * then the sandbox's
   */
  readonly serveThrough?: (handle: RequestListener) => string;
  /** addresses of scripts that every page loads beside Kommo's own; the same server has to have them */
  readonly pageScripts?: readonly string[];
  /** `demo` alone by default */
  readonly accounts?: readonly AccountOptions[];
  /** with a redirect URI without a listener by default; see `registerIntegration` */
  readonly integration?: IntegrationOptions;
  readonly limit?: Partial<RateLimit>;
  /** ms that Kommo waits for our answer when it calls an address of the integration; the real time limit by default */
  readonly hookTimeoutMs?: number;
  /** the unpacked archive of the widget that the lead card shows; no widget when left out */
  readonly widgetDirectory?: string;
  /** `payments_via_fastspring` by default */
  readonly widgetCode?: string;
}

/** A Kommo to run against, in memory. Methods that take an account take its subdomain; the first account is the default. */
export interface KommoSandbox extends Hand {
  /** `http://127.0.0.1:{port}`, without any account */
  readonly origin: string;
  /** `http://{subdomain}.localhost:{port}`, literally: fits KOMMO_ORIGIN_TEMPLATE */
  readonly originTemplate: string;
  /** the same with this subdomain, whether or not there is such an account */
  readonly addressOf: (subdomain: string) => string;
  /** fits KOMMO_OAUTH_URL */
  readonly oauthUrl: string;
  readonly integration: () => Integration;
  /** registers one, or replaces the one with the same client id */
  readonly registerIntegration: (options: IntegrationOptions) => Integration;
  readonly addAccount: (options: AccountOptions) => Account;
  readonly account: (subdomain?: string) => Account;
  /**
   * the address of a lead's card; it takes `?user={id}`, `?jquery=3`, `?csp=strict`, and what `card/browser/boot.js` reads:
   * the theme, the language, and in what order Kommo does things
   */
  readonly cardUrl: (leadId: number, subdomain?: string) => string;
  /** the address of a contact's or a company's card, and of the list of leads; they take the same */
  readonly personUrl: (kind: 'contact' | 'company', id: number, subdomain?: string) => string;
  readonly leadListUrl: (subdomain?: string) => string;
  /** the address of the widget's advanced settings; it takes the same */
  readonly advancedSettingsUrl: (subdomain?: string) => string;
  /** the address of the list of integrations, where the widget's modal opens */
  readonly settingsUrl: (subdomain?: string) => string;
  /** gives an account another subdomain; from then on the former one answers 401, or 404 to everything */
  readonly renameAccount: (subdomain: string, newSubdomain: string, formerAnswers?: 401 | 404) => void;

  readonly installFromMarketplace: (subdomain?: string) => Promise<HookResult>;
  readonly uninstall: (subdomain?: string) => Promise<HookResult>;
  readonly uninstallSignature: (accountId: number) => string;
  /** tokens without the consent page; the first administrator's unless `userId` says otherwise */
  readonly issueTokens: (subdomain?: string, userId?: number) => { accessToken: string; refreshToken: string };
  readonly authorizationCode: (subdomain?: string, userId?: number) => string;
  /** `lifetime` in ms, five years by default */
  readonly longLivedToken: (subdomain?: string, userId?: number, lifetime?: number) => string;
  readonly revokeTokens: (subdomain?: string) => void;
  readonly oneTimeToken: (options?: OneTimeTokenOptions & { readonly subdomain?: string }) => string;
  /** ms; applies to tokens issued afterwards */
  readonly lifetimes: Lifetimes;

  readonly limit: RateLimit;
  readonly faults: Faults;
  /** every request to an API or token endpoint, refused ones included, in the order of arrival */
  readonly requests: readonly RecordedRequest[];
  readonly busiestSecond: () => number;
  readonly busiestWindow: (windowMs: number, caller?: string) => number;
  readonly callCount: (since?: number) => number;
  readonly forgetRequests: () => void;
  /**
   * makes the due calls to the addresses that subscribed to Kommo's webhooks, and returns the answers' states; null
   * stands for no answer within Kommo's two seconds
   */
  readonly callWebhooks: (subdomain?: string) => Promise<readonly (number | null)[]>;
  readonly advanceTime: (milliseconds: number) => void;
  readonly close: () => Promise<void>;
}

const FIVE_YEARS_MS = 5 * 365 * 24 * 3_600_000;

export async function startKommoSandbox(options: KommoSandboxOptions = {}): Promise<KommoSandbox> {
  const state = createState();
  const traffic = createTraffic();
  const faults = createFaults();
  const limit: RateLimit = {
    requests: 7,
    windowMs: 1000,
    retryAfter: 1,
    refusalsBeforeBlock: 20,
    blockFor: 5000,
    ...options.limit,
  };
  for (const account of options.accounts ?? [{ subdomain: 'demo' }]) state.addAccount(account);
  let integration = createIntegration(options.integration ?? { redirectUri: 'http://127.0.0.1:9/oauth/callback' });
  state.integrations.set(integration.clientId, integration);

  const { widgetDirectory, widgetCode = 'payments_via_fastspring', hookTimeoutMs = INSTALL_TIMEOUT_MS } = options;
  const widget = widgetDirectory === undefined ? null : { directory: widgetDirectory, code: widgetCode };
  const app = buildKommoServer({ state, traffic, limit, faults, widget, pageScripts: options.pageScripts ?? [] });
  const origin = await serve(app, options);
  state.port = new URL(origin).port;
  const account = (subdomain?: string) => requireAccount(state, subdomain);

  return {
    ...createHand(account),
    origin,
    originTemplate: accountTemplate(state.port),
    addressOf: (subdomain) => accountAddress(state.port, subdomain),
    oauthUrl: `${origin}/oauth`,
    integration: () => integration,
    registerIntegration: (registered) => {
      integration = createIntegration(registered);
      state.integrations.set(integration.clientId, integration);
      return integration;
    },
    addAccount: state.addAccount,
    account,
    cardUrl: (leadId, subdomain) => `${state.accountAddress(account(subdomain))}/leads/detail/${leadId}`,
    personUrl: (kind, id, subdomain) =>
      `${state.accountAddress(account(subdomain))}/${kind === 'contact' ? 'contacts' : 'companies'}/detail/${id}`,
    leadListUrl: (subdomain) => `${state.accountAddress(account(subdomain))}/leads/list`,
    advancedSettingsUrl: (subdomain) => `${state.accountAddress(account(subdomain))}/settings/widgets/${widgetCode}`,
    settingsUrl: (subdomain) => `${state.accountAddress(account(subdomain))}/settings/widgets`,
    renameAccount: (subdomain, newSubdomain, formerAnswers = 401) => {
      account(subdomain).subdomain = newSubdomain;
      if (formerAnswers === 401) state.otherHosts.add(subdomain);
    },
    installFromMarketplace: (subdomain) =>
      installFromMarketplace(state, account(subdomain), integration, hookTimeoutMs),
    uninstall: (subdomain) => uninstall(state, account(subdomain), integration, hookTimeoutMs),
    uninstallSignature: (accountId) => uninstallSignature(accountId, integration),
    issueTokens: (subdomain, userId) => {
      const owner = account(subdomain);
      const grant = state.grants.issue(owner, userId ?? installingUser(owner).id, integration);
      return { accessToken: grant.accessToken, refreshToken: grant.refreshToken ?? '' };
    },
    authorizationCode: (subdomain, userId) => {
      const owner = account(subdomain);
      return state.grants.createCode(owner, userId ?? installingUser(owner).id, integration);
    },
    longLivedToken: (subdomain, userId, lifetime = FIVE_YEARS_MS) => {
      const owner = account(subdomain);
      return state.grants.issueLongLived(owner, userId ?? installingUser(owner).id, integration, lifetime).accessToken;
    },
    revokeTokens: (subdomain) => state.grants.revokeAll(account(subdomain)),
    oneTimeToken: ({ subdomain, ...token } = {}) => createOneTimeToken(state, account(subdomain), integration, token),
    lifetimes: state.grants.lifetimes,
    limit,
    faults,
    requests: traffic.requests,
    busiestSecond: traffic.busiestSecond,
    busiestWindow: traffic.busiestWindow,
    callCount: traffic.callCount,
    forgetRequests: traffic.clear,
    callWebhooks: (subdomain) => makeWebhookCalls(account(subdomain)),
    advanceTime: state.clock.advance,
    close: () => app.close(),
  };
}

async function serve(app: FastifyInstance, { port = 0, serveThrough }: KommoSandboxOptions): Promise<string> {
  if (serveThrough === undefined) return app.listen({ host: '127.0.0.1', port });
  await app.ready();
  return serveThrough((request, response) => app.routing(request, response));
}

function requireAccount(state: KommoState, subdomain: string | undefined): Account {
  const account = subdomain === undefined ? state.accounts[0] : state.findAccount(subdomain);
  if (!account) throw new Error(`the sandbox has no account ${subdomain}`);
  return account;
}
