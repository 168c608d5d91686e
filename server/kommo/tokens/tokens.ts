import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { readRows } from '../../platform/database/read-rows.ts';
import { minute } from '../../platform/time/units.ts';
import type { KommoContext } from '../context.ts';
import { KommoError, KommoNotSent } from '../requests/errors.ts';
import type { Access } from './access.ts';
import { createRefresh, giveUp, type RefreshParts } from './refresh.ts';
import { createRefreshClaims } from './token-store.ts';

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
   * (https://developers.kommo.com/docs/oauth-20). Recurring work.
   */
  readonly refreshStaleTokens: () => Promise<void>;
}

/** ms */
const renewBefore = 5 * minute;
const pollEvery = 200;

/** Whether to renew the access token before it is used. */
export function expiresSoon({ refreshToken, expiresIn }: Access): boolean {
  return refreshToken !== null && expiresIn !== null && expiresIn <= renewBefore;
}

/** of a long-lived token */
export const refusedToken =
  'Kommo does not accept KOMMO_ACCESS_TOKEN. Generate a new long-lived token in Kommo and start again with it.';

export function createTokens(context: KommoContext, parts: RefreshParts): Tokens {
  const { prisma, log, signal } = context;
  const claims = createRefreshClaims(prisma);
  const refresh = createRefresh(context, claims, parts);
  const underWay = new Map<string, Promise<void>>();

  function renew(accountId: string, version: number): Promise<void> {
    const run = underWay.get(accountId) ?? renewOnce(accountId, version).finally(() => underWay.delete(accountId));
    underWay.set(accountId, run);
    return run;
  }

  async function renewOnce(accountId: string, version: number): Promise<void> {
    for (;;) {
      const access = await parts.reader.admitProbe(accountId);
      const { refreshToken } = access;
      if (access.version > version) return;
      if (refreshToken === null) return giveUp(parts.availability, accountId, access, refusedToken);
      const claim = await claims.take(accountId, version);
      if (claim !== null) return refresh(claim, accountId, { ...access, refreshToken });
      // Another process is renewing: either a newer version appears, or its claim expires.
      if (signal.aborted) throw new KommoNotSent('Token not renewed: this process stops');
      await wait(pollEvery);
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
      const stale = await readRows(prisma, z.object({ account_id: z.string(), version: z.number() }))`
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
