import type { Message } from '../../outward/exchange.ts';
import { queryString } from '../../outward/query.ts';
import type { KommoAccount } from '../api/api.ts';
import { accountSchema } from '../api/schemas.ts';
import type { KommoContext } from '../context.ts';
import { unreadable } from '../requests/answer.ts';
import { KommoAccountUnavailable, KommoForbidden, KommoNotSent, KommoUncertain } from '../requests/errors.ts';
import { accountOrigin, readSubdomain } from '../requests/origin.ts';
import { type SlotRequest, sendInSlot } from '../requests/send-in-slot.ts';
import type { TokenEndpoint, TokenPair } from '../tokens/token-endpoint.ts';
import type { InstallOrigin } from './install-queue.ts';

/** Kommo will never accept this installation; the message gives the reason in words for a person. */
export class InstallRefused extends Error {
  override readonly name = 'InstallRefused';
}

/** Nothing at the address answers like a Kommo account, at least not now. */
export class NoAccountThere extends KommoUncertain {
  override readonly name = 'NoAccountThere';
}

/** Requests to Kommo before the account is known. All throw InstallRefused, and KommoError for temporary failures. */
export interface InstallRequests {
  /**
   * Checks, without the integration's secret, whether an account exists there: Kommo's API refuses a request without a
   * token. https://developers.kommo.com/docs/http-codes
   * @throws NoAccountThere
   */
  readonly requireAccount: (subdomain: string, origin: InstallOrigin) => Promise<void>;
  readonly exchangeCode: (subdomain: string, code: string, origin: InstallOrigin) => Promise<TokenPair>;
  /** the account of the token, as Kommo reports it; KommoAccountUnavailable where Kommo does not accept the token */
  readonly readAccount: (subdomain: string, accessToken: string, origin: InstallOrigin) => Promise<KommoAccount>;
}

/**
 * All installations of an origin share one party at the limiter, with background priority: anybody can send us forged
 * codes, and they must not hold up connected accounts, nor slow or pause them through a 429. There is no account yet, so the
 * subdomain decides about the outgoing address.
 */
function slotFor(origin: InstallOrigin, subdomain: string): SlotRequest {
  const party = `installations ${origin}`;
  return { party, pin: subdomain, isOfAccount: false, priority: 'background', prepare: async () => undefined };
}

export function createInstallRequests(context: KommoContext, endpoint: TokenEndpoint | undefined): InstallRequests {
  const { originTemplate } = context.config.kommo;
  const accountAddress = (subdomain: string) => `${accountOrigin(originTemplate, subdomain)}/api/v4/account`;

  return {
    requireAccount: async (subdomain, origin) => {
      const message: Message = { method: 'GET', url: new URL(accountAddress(subdomain)), headers: {} };
      const { answer, verdict } = await sendInSlot(context, slotFor(origin, subdomain), () => message);
      switch (verdict.kind) {
        case 'unauthorized':
        case 'payment_required':
          return;
        case 'done':
        case 'absent':
          throw new NoAccountThere(`No Kommo account answers at this address (${answer.status})`);
        case 'failed':
          throw verdict.error;
        default:
          throw toNotSent(verdict);
      }
    },
    exchangeCode: async (subdomain, code, origin) => {
      if (endpoint === undefined) throw new KommoNotSent('KOMMO_CLIENT_ID is not set');
      const outcome = await endpoint.exchangeCode(subdomain, code, slotFor(origin, subdomain));
      if (outcome.kind === 'pair') return outcome.pair;
      if (outcome.kind === 'refused') throw new InstallRefused(`Kommo refused the authorization code: ${outcome.hint}`);
      throw outcome.kind === 'passing' ? outcome.error : toNotSent(outcome);
    },
    readAccount: async (subdomain, accessToken, origin) => {
      const message: Message = {
        method: 'GET',
        url: new URL(`${accountAddress(subdomain)}${queryString({ with: 'task_types,datetime_settings' })}`),
        headers: { authorization: `Bearer ${accessToken}` },
      };
      const { verdict, subject } = await sendInSlot(context, slotFor(origin, subdomain), () => message);
      switch (verdict.kind) {
        case 'done':
          return readAccount(originTemplate, verdict.body, subject);
        case 'unauthorized':
          throw new KommoAccountUnavailable('needs_reauthorization', 'Kommo does not accept the token (401)');
        case 'absent':
        case 'failed':
          throw verdict.error instanceof KommoForbidden ? new InstallRefused(verdict.error.message) : verdict.error;
        default:
          throw toNotSent(verdict);
      }
    },
  };
}

function toNotSent(outcome: {
  kind: 'payment_required' | 'blocked' | 'over_limit';
  retryAfter?: number;
}): KommoNotSent {
  const reasons = {
    payment_required: 'The Kommo account’s paid or trial period has ended (402)',
    blocked: 'Kommo blocks requests (403)',
    over_limit: 'Kommo asked to wait (429)',
  };
  return new KommoNotSent(reasons[outcome.kind], outcome.retryAfter ?? null);
}

/** The subdomain becomes part of addresses that receive tokens, so it is checked like any other. */
function readAccount(originTemplate: string, body: unknown, subject: string): KommoAccount {
  const account = accountSchema.safeParse(body);
  if (!account.success) throw unreadable(subject, 'no account');
  const subdomain = readSubdomain(originTemplate, `${account.data.subdomain}.kommo.com`);
  if (subdomain === null) throw unreadable(subject, 'no subdomain');
  return { ...account.data, subdomain };
}
