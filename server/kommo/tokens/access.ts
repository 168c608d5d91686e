import { z } from 'zod';
import { openOrNull } from '../../platform/crypto/open-or-null.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { readRow } from '../../platform/database/read-rows.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import { accountStates } from '../account/account-states.ts';
import { addressBlockReason } from '../account/address-blocks.ts';
import { KommoAccountUnavailable, KommoNotSent } from '../requests/errors.ts';

/** What a request to an account's API needs now. */
export interface Access {
  readonly subdomain: string;
  readonly accessToken: string;
  /** null for a long-lived token, which cannot be renewed */
  readonly refreshToken: string | null;
  /** version of the pair; shows whether a newer one has been stored meanwhile */
  readonly version: number;
  /** ms until the access token expires, by the database's clock; null when unknown */
  readonly expiresIn: number | null;
  /** Kommo has blocked this very account before, so another block says nothing about our address */
  readonly blockedBefore: boolean;
  /** an administrator has paused writing */
  readonly isWritingPaused: boolean;
}

export interface AccessReader {
  /**
   * @throws KommoAccountUnavailable when nothing may be sent to the account until a person acts;
   *   KommoNotSent while it is paused
   */
  readonly admit: (accountId: string) => Promise<Access>;
  /** the same for the one request that probes whether an account is available again */
  readonly admitProbe: (accountId: string) => Promise<Access>;
}

const rowSchema = z.object({
  subdomain: z.string(),
  state: accountStates,
  state_reason: z.string().nullable(),
  paused_for: z.number().nullable(),
  access_token: z.string().nullable(),
  refresh_token: z.string().nullable(),
  version: z.number().nullable(),
  expires_in: z.number().nullable(),
  is_writing_paused: z.boolean(),
});
type AccessRow = z.infer<typeof rowSchema>;

export function createAccessReader(prisma: PrismaClient, sealer: Sealer): AccessReader {
  async function read(accountId: string) {
    return readRow(prisma, rowSchema)`
      SELECT a.subdomain, a.state, a.state_reason, t.access_token, t.refresh_token, t.version,
        (extract(epoch FROM a.paused_until - clock_timestamp()) * 1000)::float8 AS paused_for,
        (extract(epoch FROM t.expires_at - clock_timestamp()) * 1000)::float8 AS expires_in,
        a.writing_paused_at IS NOT NULL AS is_writing_paused
      FROM accounts a LEFT JOIN kommo_tokens t ON t.account_id = a.id
      WHERE a.id = ${accountId}::uuid`;
  }

  function open(accountId: string, row: AccessRow): Access {
    if (row.access_token === null || row.version === null) {
      throw new KommoAccountUnavailable('needs_reauthorization', 'There is no token for this account');
    }
    const tokens = openTokens(sealer, { accountId, accessToken: row.access_token, refreshToken: row.refresh_token });
    if (tokens === null) throw new KommoAccountUnavailable('needs_reauthorization', unreadableTokens);
    return {
      subdomain: row.subdomain,
      ...tokens,
      version: row.version,
      expiresIn: row.expires_in,
      blockedBefore: row.state === 'blocked' && row.state_reason !== addressBlockReason,
      isWritingPaused: row.is_writing_paused,
    };
  }

  return {
    admit: async (accountId) => {
      const row = await read(accountId);
      refuseUnlessConnected(row);
      return open(accountId, row);
    },
    admitProbe: async (accountId) => {
      const row = await read(accountId);
      if (row?.state !== 'blocked' && row?.state !== 'payment_required') refuseUnlessConnected(row);
      return open(accountId, row);
    },
  };
}

export const unreadableTokens =
  'The stored authorization cannot be read with this ENCRYPTION_KEY. An administrator has to connect the account again.';

/** null when no key opens one of them */
export function openTokens(
  sealer: Sealer,
  stored: { readonly accountId: string; readonly accessToken: string; readonly refreshToken: string | null },
): Pick<Access, 'accessToken' | 'refreshToken'> | null {
  const { accountId } = stored;
  const accessToken = openOrNull(sealer, sealedColumns.accessToken, accountId, stored.accessToken);
  const refreshToken = openOrNull(sealer, sealedColumns.refreshToken, accountId, stored.refreshToken);
  const isUnreadable = accessToken === null || (refreshToken === null && stored.refreshToken !== null);
  return isUnreadable ? null : { accessToken, refreshToken };
}

function refuseUnlessConnected(row: AccessRow | undefined): asserts row is AccessRow {
  if (row === undefined) throw new KommoAccountUnavailable('uninstalled', 'There is no such account here');
  if (row.state !== 'connected') throw new KommoAccountUnavailable(row.state, row.state_reason ?? row.state);
  if (row.paused_for !== null && row.paused_for > 0) {
    throw new KommoNotSent('Kommo asked to wait before the next request to this account', row.paused_for);
  }
}
