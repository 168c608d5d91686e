import { setTimeout as wait } from 'node:timers/promises';
import type { Availability } from '../account/availability.ts';
import type { KommoContext } from '../context.ts';
import { KommoAccountUnavailable, KommoNotSent, KommoUncertain } from '../requests/errors.ts';
import type { SlotRequest } from '../requests/send-in-slot.ts';
import type { Access, AccessReader } from './access.ts';
import type { Relocate } from './relocation.ts';
import type { PairOutcome, TokenEndpoint, TokenPair } from './token-endpoint.ts';
import { type RefreshClaims, replacePair } from './token-store.ts';

/** attempts to store a pair that Kommo has already issued */
const storeAttempts = 10;

export interface RefreshParts {
  readonly reader: AccessReader;
  readonly availability: Availability;
  /** undefined when no integration is configured */
  readonly endpoint: TokenEndpoint | undefined;
  readonly relocate: Relocate;
}

type RenewableAccess = Access & { readonly refreshToken: string };

/** @returns what exchanges a refresh token under a claim, and stores the new pair */
export function createRefresh(context: KommoContext, claims: RefreshClaims, parts: RefreshParts) {
  const { reader, availability, endpoint, relocate } = parts;

  /** Null when another process has stored a newer pair. */
  async function obtainPair(claim: string, accountId: string, access: RenewableAccess): Promise<TokenPair | null> {
    if (endpoint === undefined) throw new KommoNotSent('Token not renewed: KOMMO_CLIENT_ID is not set');
    const slot = slotFor(claims, claim, accountId);
    const refresh = async (subdomain: string) =>
      settle(availability, accountId, await endpoint.refresh(subdomain, access.refreshToken, slot));
    // Kommo takes the old token again when the answer was lost: https://developers.kommo.com/docs/oauth-20
    const first = await refresh(access.subdomain).catch((error: unknown) => {
      if (error instanceof KommoUncertain) return refresh(access.subdomain);
      throw error;
    });
    if (first.kind === 'pair') return first.pair;
    if ((await reader.admitProbe(accountId)).version > access.version) return null;
    const moved = await relocate(accountId, access, slot);
    const second = moved === null ? first : await refresh(moved);
    if (second.kind === 'pair') return second.pair;
    if (second.kind === 'passing') throw second.error;
    const reason = `Kommo does not accept the stored authorization (${second.hint}). An administrator has to connect the account again.`;
    return giveUp(availability, accountId, access, reason);
  }

  return async (claim: string, accountId: string, access: RenewableAccess): Promise<void> => {
    try {
      const pair = await obtainPair(claim, accountId, access);
      if (pair !== null) await keep(context, accountId, access.version, pair);
    } catch (error) {
      await claims.giveBack(accountId, claim).catch(() => undefined);
      throw error instanceof KommoUncertain ? new KommoNotSent(`Token not renewed: ${error.message}`) : error;
    }
  };
}

/** Nothing is sent to the account any more until an administrator has connected it again. */
export async function giveUp(
  availability: Availability,
  accountId: string,
  { version }: Access,
  reason: string,
): Promise<never> {
  await availability.reauthorizationNeeded(accountId, version, reason);
  throw new KommoAccountUnavailable('needs_reauthorization', reason);
}

/** Handles failures of the whole account; what remains is a pair, a refusal of this token, or a temporary failure. */
async function settle(availability: Availability, accountId: string, outcome: PairOutcome) {
  switch (outcome.kind) {
    case 'over_limit':
      await availability.overLimit(accountId, outcome.retryAfter);
      throw new KommoNotSent('Token not renewed: Kommo asked to wait', outcome.retryAfter);
    case 'payment_required':
      await availability.paymentRequired(accountId);
      throw new KommoAccountUnavailable('payment_required', 'Kommo wants the account to be paid');
    case 'blocked':
      await availability.blocked(accountId, false);
      throw new KommoAccountUnavailable('blocked', 'Kommo blocks requests');
    default:
      return outcome;
  }
}

function slotFor(claims: RefreshClaims, claim: string, accountId: string): SlotRequest {
  return {
    party: accountId,
    pin: accountId,
    isOfAccount: true,
    priority: 'interactive',
    // Waiting for the slot may have outlasted the claim.
    prepare: async () => {
      if (!(await claims.extend(accountId, claim))) throw new KommoNotSent('Another process renews the token');
    },
  };
}

/** The old pair is spent, so a short database failure must not lose the new one. */
async function keep(
  { prisma, sealer, log, timeouts }: KommoContext,
  accountId: string,
  version: number,
  pair: TokenPair,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await replacePair(prisma, sealer, accountId, version, pair);
      log.info({ accountId }, 'token renewed');
      return;
    } catch (error) {
      log.warn({ err: error, accountId, attempt }, 'a renewed token could not be stored');
      if (attempt === storeAttempts) throw error;
      await wait(timeouts.storeAgainMs);
    }
  }
}
