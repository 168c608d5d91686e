import { decodeJwt } from 'jose';
import { z } from 'zod';
import type { Answer, Message } from '../../outward/exchange.ts';
import { parseJson } from '../../platform/json/parse-json.ts';
import type { KommoContext } from '../context.ts';
import { unreadable, type Verdict } from '../requests/answer.ts';
import { KommoNotSent, KommoUncertain } from '../requests/errors.ts';
import { accountOrigin, readHost, readSubdomain } from '../requests/origin.ts';
import { type SlotRequest, sendInSlot } from '../requests/send-in-slot.ts';

export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** s */
  readonly expiresIn: number;
}

/**
 * `refused`: Kommo will never give a pair for this code or refresh token; `hint` is Kommo's reason. `passing`: any
 * answer that is not one of Kommo's refusals, with any status; it may come from something in between.
 */
export type PairOutcome =
  | { readonly kind: 'pair'; readonly pair: TokenPair }
  | { readonly kind: 'refused'; readonly hint: string }
  | { readonly kind: 'passing'; readonly error: KommoNotSent }
  | Extract<Verdict, { kind: 'payment_required' | 'blocked' | 'over_limit' }>;

/** All throw KommoNotSent and KommoUncertain. */
export interface TokenEndpoint {
  readonly exchangeCode: (subdomain: string, code: string, slot: SlotRequest) => Promise<PairOutcome>;
  readonly refresh: (subdomain: string, refreshToken: string, slot: SlotRequest) => Promise<PairOutcome>;
  /**
   * The current address of a refresh token's account: accounts get renamed. Null when Kommo refuses to say.
   * https://github.com/amocrm/amocrm-api-php, `getAccountDomainByRefreshToken`
   */
  readonly findAccount: (
    pair: { subdomain: string; accessToken: string; refreshToken: string },
    slot: SlotRequest,
  ) => Promise<{ kommoAccountId: number; subdomain: string } | null>;
}

const pairSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
});
const refusalSchema = z.object({ hint: z.string().min(1) });
const accountSchema = z.object({ id: z.number(), subdomain: z.string() });

/** Undefined when no integration is configured: https://developers.kommo.com/docs/oauth-20 */
export function createTokenEndpoint(context: KommoContext): TokenEndpoint | undefined {
  const { clientId: client_id, clientSecret: client_secret, originTemplate } = context.config.kommo;
  if (client_id === undefined || client_secret === undefined) return undefined;
  // Must equal the registered one, in every request.
  const integration = { client_id, client_secret, redirect_uri: `${context.config.publicUrl}/oauth/callback` };
  const ask = (message: Message, slot: SlotRequest) => sendInSlot(context, slot, () => message);

  async function requestPair(
    subdomain: string,
    grant: Record<string, string>,
    slot: SlotRequest,
  ): Promise<PairOutcome> {
    const message: Message = {
      method: 'POST',
      url: new URL(`${accountOrigin(originTemplate, subdomain)}/oauth2/access_token`),
      headers: {},
      json: { ...integration, ...grant },
    };
    const { answer, verdict, subject } = await ask(message, slot);
    switch (verdict.kind) {
      case 'done':
        return { kind: 'pair', pair: readPair(verdict.body, subject) };
      case 'payment_required':
      case 'blocked':
      case 'over_limit':
        return verdict;
      default: {
        const hint = readHint(answer);
        if (hint !== null) return { kind: 'refused', hint };
        if (answer.status >= 500) throw new KommoUncertain(`${subject}: ${answer.status}`);
        const error = new KommoNotSent(`${subject}: ${answer.status}, and no word of Kommo's for why`);
        return { kind: 'passing', error };
      }
    }
  }

  return {
    exchangeCode: (subdomain, code, slot) => requestPair(subdomain, { grant_type: 'authorization_code', code }, slot),
    refresh: (subdomain, refreshToken, slot) =>
      requestPair(subdomain, { grant_type: 'refresh_token', refresh_token: refreshToken }, slot),
    findAccount: async ({ subdomain, accessToken, refreshToken }, slot) => {
      const host = readApiHost(originTemplate, accessToken) ?? subdomain;
      const message: Message = {
        method: 'GET',
        url: new URL(`${accountOrigin(originTemplate, host)}/oauth2/account/current/subdomain`),
        headers: { 'x-refresh-token': refreshToken },
      };
      const { verdict, subject } = await ask(message, slot);
      if ('error' in verdict && verdict.error instanceof KommoUncertain) throw verdict.error;
      if (verdict.kind === 'over_limit') {
        throw new KommoNotSent(`${subject}: Kommo asked to wait (429)`, verdict.retryAfter);
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
 * sentences; any other text is not repeated.
 */
function readHint({ status, text }: Answer): string | null {
  const refusal = status === 400 || status === 401 ? refusalSchema.safeParse(parseJson(text)).data : undefined;
  if (refusal === undefined) return null;
  return /^[\w `'.,-]{1,100}$/.test(refusal.hint) ? refusal.hint : 'no reason given';
}

/** An access token names the host that knows every account; where it does not, the account's own host is asked. */
function readApiHost(originTemplate: string, accessToken: string): string | null {
  try {
    const { api_domain } = decodeJwt(accessToken);
    return typeof api_domain === 'string' ? readHost(originTemplate, api_domain) : null;
  } catch {
    return null;
  }
}
