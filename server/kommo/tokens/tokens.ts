import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { minute } from '../../platform/time/units.ts';
import type { Availability } from '../account/availability.ts';
import { KommoAccountUnavailable, KommoError, KommoNotSent, KommoUncertain } from '../requests/errors.ts';
import type { SlotRequest } from '../requests/send-in-slot.ts';
import type { Access, AccessReader } from './access.ts';
import type { Relocate } from './relocation.ts';
import type { PairOutcome, TokenEndpoint, TokenPair } from './token-endpoint.ts';
import { createRefreshClaims, replacePair } from './token-store.ts';

export interface Tokens {
  /**
   * Renews a pair before its access token expires. A failed renewal is ignored while the old token still works.
   * @throws KommoAccountUnavailable; KommoNotSent when it may succeed later
   */
  readonly keepFresh: (accountId: string, access: Access) => Promise<void>;
  /**
   * Kommo no longer takes the access token of this version: returns once any process has stored a newer one.
   * @throws as keepFresh
   */
  readonly renew: (accountId: string, version: number) => Promise<void>;
  /**
   * Renews pairs that were not used for a week: a refresh token expires after three months without use
   * (https://developers.kommo.com/docs/oauth-20). Run by a timer.
   */
  readonly refreshStaleTokens: () => Promise<void>;
}

/** ms */
const renewBefore = 5 * minute;
const pollEvery = 200;
/** attempts to store a pair that Kommo has already issued */
const storeAttempts = 10;

type RenewableAccess = Access & { readonly refreshToken: string };

interface Dependencies {
  readonly prisma: PrismaClient;
  readonly sealer: Sealer;
  readonly reader: AccessReader;
  readonly availability: Availability;
  /** undefined when no integration is configured */
  readonly endpoint: TokenEndpoint | undefined;
  readonly relocate: Relocate;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  /** between two attempts to store a pair */
  readonly storeAgainMs: number;
  readonly signal: AbortSignal;
}

/** Whether to renew the access token before it is used. */
export function expiresSoon({ refreshToken, expiresIn }: Access): boolean {
  return refreshToken !== null && expiresIn !== null && expiresIn <= renewBefore;
}

export function createTokens(dependencies: Dependencies): Tokens {
  const { prisma, sealer, reader, availability, endpoint, relocate, log, storeAgainMs, signal } = dependencies;
  const claims = createRefreshClaims(prisma);
  const underWay = new Map<string, Promise<void>>();

  function renew(accountId: string, version: number): Promise<void> {
    const running = underWay.get(accountId);
    if (running) return running;
    const run = renewOnce(accountId, version).finally(() => underWay.delete(accountId));
    underWay.set(accountId, run);
    return run;
  }

  async function renewOnce(accountId: string, version: number): Promise<void> {
    for (;;) {
      const access = await reader.admitProbe(accountId);
      if (access.version > version) return;
      if (access.refreshToken === null) return refuseLongLived(accountId, access);
      const claim = await claims.take(accountId, version);
      if (claim !== null) return refreshUnder(claim, accountId, { ...access, refreshToken: access.refreshToken });
      // Another process is renewing: either a newer version appears, or its claim expires.
      if (signal.aborted) throw new KommoNotSent('Token not renewed: this process stops');
      await wait(pollEvery);
    }
  }

  async function refreshUnder(claim: string, accountId: string, access: RenewableAccess): Promise<void> {
    try {
      const { pair } = await obtainPair(claim, accountId, access);
      if (pair !== null) await keep(accountId, access.version, pair);
    } catch (error) {
      await claims.giveBack(accountId, claim).catch(() => undefined);
      throw error instanceof KommoUncertain ? new KommoNotSent(`Token not renewed: ${error.message}`) : error;
    }
  }

  /** `pair` is null when another process has stored a newer one. */
  async function obtainPair(
    claim: string,
    accountId: string,
    access: RenewableAccess,
  ): Promise<{ pair: TokenPair | null }> {
    if (endpoint === undefined) throw new KommoNotSent('Token not renewed: KOMMO_CLIENT_ID is not set');
    const slot = slotFor(claim, accountId);
    const refresh = (subdomain: string) => settle(accountId, endpoint.refresh(subdomain, access.refreshToken, slot));
    // Kommo takes the old token again when the answer was lost: https://developers.kommo.com/docs/oauth-20
    const first = await refresh(access.subdomain).catch((error: unknown) => {
      if (error instanceof KommoUncertain) return refresh(access.subdomain);
      throw error;
    });
    if (first.kind === 'pair') return first;
    if ((await reader.admitProbe(accountId)).version > access.version) return { pair: null };
    const moved = await relocate(accountId, access, slot);
    const second = moved === null ? first : await refresh(moved);
    if (second.kind === 'passing') throw second.error;
    return second.kind === 'pair' ? second : refuse(accountId, access, second.hint);
  }

  /** Handles failures of the whole account; what remains is a pair, a refusal of this token, or a temporary failure. */
  async function settle(accountId: string, asked: Promise<PairOutcome>) {
    const outcome = await asked;
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

  function refuse(accountId: string, access: Access, hint: string): Promise<never> {
    const reason = `Kommo does not accept the stored authorization (${hint}). An administrator has to connect the account again.`;
    return giveUp(accountId, access, reason);
  }

  function refuseLongLived(accountId: string, access: Access): Promise<never> {
    const reason =
      'Kommo does not accept KOMMO_ACCESS_TOKEN. Generate a new long-lived token in Kommo and start again with it.';
    return giveUp(accountId, access, reason);
  }

  async function giveUp(accountId: string, access: Access, reason: string): Promise<never> {
    await availability.reauthorizationNeeded(accountId, access.version, reason);
    throw new KommoAccountUnavailable('needs_reauthorization', reason);
  }

  function slotFor(claim: string, accountId: string): SlotRequest {
    return {
      party: accountId,
      isOfAccount: true,
      priority: 'interactive',
      // Waiting for the slot may have outlasted the claim.
      prepare: async () => {
        if (!(await claims.extend(accountId, claim))) throw new KommoNotSent('Another process renews the token');
      },
    };
  }

  /** The old pair is spent, so a short database failure must not lose the new one. */
  async function keep(accountId: string, version: number, pair: TokenPair): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await replacePair(prisma, sealer, accountId, version, pair);
        log.info({ accountId }, 'token renewed');
        return;
      } catch (error) {
        log.warn({ err: error, accountId, attempt }, 'a renewed token could not be stored');
        if (attempt === storeAttempts) throw error;
        await wait(storeAgainMs);
      }
    }
  }

  return {
    renew,
    keepFresh: async (accountId, { version, expiresIn }) => {
      await renew(accountId, version).catch((error: unknown) => {
        const stillWorks = expiresIn === null || expiresIn > 0;
        if (!(error instanceof KommoNotSent && stillWorks)) throw error;
      });
    },
    refreshStaleTokens: async () => {
      const stale = await prisma.$queryRaw<{ account_id: string; version: number }[]>`
        SELECT t.account_id, t.version FROM kommo_tokens t JOIN accounts a ON a.id = t.account_id
        WHERE a.state = 'connected' AND t.refresh_token IS NOT NULL AND t.refreshed_at < clock_timestamp() - interval '7 days'`;
      for (const { account_id, version } of stale) {
        await renew(account_id, version).catch((error: unknown) => {
          if (!(error instanceof KommoError)) throw error;
          log.warn({ accountId: account_id, reason: error.message }, 'an idle account’s token was not renewed');
        });
      }
    },
  };
}
