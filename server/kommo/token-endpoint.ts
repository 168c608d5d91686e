import { decodeJwt } from 'jose';
import { z } from 'zod';
import { judge, parseJson, unreadable, type Verdict } from './answer.ts';
import type { KommoPriority } from './api.ts';
import { KommoNotSent, KommoUncertain } from './errors.ts';
import { describe, exchange, type KommoAnswer, type KommoMessage } from './exchange.ts';
import type { Integration } from './integration.ts';
import type { Limiter } from './limiter.ts';
import { accountOrigin, readHost, readSubdomain } from './origin.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** s */
  readonly expiresIn: number;
}

/**
 * `refused`: Kommo will not give a pair for this code or refresh token, now or later; `hint` is Kommo's word for why.
 * `passing`: an answer that is none of Kommo's refusals, whatever its status; it may come from something in between.
 */
export type PairOutcome =
  | { readonly kind: 'pair'; readonly pair: TokenPair }
  | { readonly kind: 'refused'; readonly hint: string }
  | { readonly kind: 'passing'; readonly error: KommoNotSent }
  | Extract<Verdict, { kind: 'payment_required' | 'blocked' | 'over_limit' }>;

/** Whose turn a request takes, and what has to be true at the moment of sending. */
export interface TokenTurn {
  readonly party: string;
  readonly priority: KommoPriority;
  /** throws when the request must not be sent any more */
  readonly prepare: () => Promise<void>;
}

/** Both throw KommoNotSent and KommoUncertain. */
export interface TokenEndpoint {
  readonly exchangeCode: (subdomain: string, code: string, turn: TokenTurn) => Promise<PairOutcome>;
  readonly refresh: (subdomain: string, refreshToken: string, turn: TokenTurn) => Promise<PairOutcome>;
  /**
   * Where the account of a refresh token lives by now: accounts get renamed. Null when Kommo refuses to say.
   * https://github.com/amocrm/amocrm-api-php, `getAccountDomainByRefreshToken`
   */
  readonly findAccount: (
    pair: { subdomain: string; accessToken: string; refreshToken: string },
    turn: TokenTurn,
  ) => Promise<{ kommoAccountId: number; subdomain: string } | null>;
}

const pairSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});
const refusalSchema = z.object({ hint: z.string().min(1) });
const accountSchema = z.object({ id: z.number(), subdomain: z.string() });

export function createTokenEndpoint(dependencies: {
  limiter: Limiter;
  integration: Integration;
  originTemplate: string;
  signal: AbortSignal;
}): TokenEndpoint {
  const { limiter, integration, originTemplate, signal } = dependencies;

  const ask = (message: KommoMessage, turn: TokenTurn) =>
    limiter.inTurn(turn.party, turn.priority, turn.prepare, () => exchange(message, signal));

  async function requestPair(subdomain: string, grant: Record<string, string>, turn: TokenTurn): Promise<PairOutcome> {
    const message: KommoMessage = {
      method: 'POST',
      url: new URL(`${accountOrigin(originTemplate, subdomain)}/oauth2/access_token`),
      headers: {},
      json: {
        client_id: integration.clientId,
        client_secret: integration.clientSecret,
        redirect_uri: integration.redirectUri,
        ...grant,
      },
    };
    const answer = await ask(message, turn);
    const verdict = judge(answer, describe(message));
    switch (verdict.kind) {
      case 'done':
        return { kind: 'pair', pair: readPair(verdict.body, describe(message)) };
      case 'payment_required':
      case 'blocked':
      case 'over_limit':
        return verdict;
      default: {
        const hint = readHint(answer);
        if (hint !== null) return { kind: 'refused', hint };
        if (answer.status >= 500) throw new KommoUncertain(`${describe(message)}: ${answer.status}`);
        const error = new KommoNotSent(`${describe(message)}: ${answer.status}, and no word of Kommo's for why`);
        return { kind: 'passing', error };
      }
    }
  }

  return {
    exchangeCode: (subdomain, code, turn) => requestPair(subdomain, { grant_type: 'authorization_code', code }, turn),
    refresh: (subdomain, refreshToken, turn) =>
      requestPair(subdomain, { grant_type: 'refresh_token', refresh_token: refreshToken }, turn),
    findAccount: async ({ subdomain, accessToken, refreshToken }, turn) => {
      const host = readApiHost(originTemplate, accessToken) ?? subdomain;
      const message: KommoMessage = {
        method: 'GET',
        url: new URL(`${accountOrigin(originTemplate, host)}/oauth2/account/current/subdomain`),
        headers: { 'x-refresh-token': refreshToken },
      };
      const verdict = judge(await ask(message, turn), describe(message));
      if ('error' in verdict && verdict.error instanceof KommoUncertain) throw verdict.error;
      if (verdict.kind === 'over_limit') {
        throw new KommoNotSent(`${describe(message)}: Kommo asked to wait (429)`, verdict.retryAfter);
      }
      const account = accountSchema.safeParse(verdict.kind === 'done' ? verdict.body : undefined);
      if (!account.success) return null;
      const current = readSubdomain(originTemplate, `${account.data.subdomain}.kommo.com`);
      return current === null ? null : { kommoAccountId: account.data.id, subdomain: current };
    },
  };
}

function readPair(body: unknown, subject: string): TokenPair {
  const parsed = pairSchema.safeParse(body);
  if (!parsed.success) throw unreadable(subject, 'no pair of tokens');
  const { access_token, refresh_token, expires_in } = parsed.data;
  return { accessToken: access_token, refreshToken: refresh_token, expiresIn: expires_in };
}

/**
 * Kommo's refusals are 400 and 401, in JSON with a `hint`; null for everything else. Its hints are a handful of fixed
 * sentences; whatever else may come is not repeated.
 */
function readHint({ status, text }: KommoAnswer): string | null {
  const refusal = status === 400 || status === 401 ? refusalSchema.safeParse(parseJson(text)).data : undefined;
  if (refusal === undefined) return null;
  return /^[\w `'.,-]{1,100}$/.test(refusal.hint) ? refusal.hint : 'no reason given';
}

/** An access token names the host that knows every account; where it does not, the account's own is asked. */
function readApiHost(originTemplate: string, accessToken: string): string | null {
  try {
    const { api_domain } = decodeJwt(accessToken);
    return typeof api_domain === 'string' ? readHost(originTemplate, api_domain) : null;
  } catch {
    return null;
  }
}
