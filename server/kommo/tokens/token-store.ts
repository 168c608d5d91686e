import { randomUUID } from 'node:crypto';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { Transaction } from '../../platform/database/database.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { sealedColumns } from '../../secrets/sealed-columns.ts';
import type { TokenPair } from './token-endpoint.ts';

/** s; longer than one request to the token endpoint can take, short enough to wait for after a crash */
const claimHoldsFor = 20;

/**
 * The right to refresh an account's pair, for one process at a time. A lease and not a lock: the process may die, and
 * a lock would hold a connection while Kommo is asked.
 */
export interface RefreshClaims {
  /** null when another process has the claim, or a pair newer than `version` is stored */
  readonly take: (accountId: string, version: number) => Promise<string | null>;
  /** Extends the claim; false when it was lost meanwhile. */
  readonly extend: (accountId: string, claim: string) => Promise<boolean>;
  readonly giveBack: (accountId: string, claim: string) => Promise<void>;
}

export function createRefreshClaims(prisma: PrismaClient): RefreshClaims {
  return {
    take: async (accountId, version) => {
      const claim = randomUUID();
      const taken = await prisma.$executeRaw`
        UPDATE kommo_tokens
        SET refresh_claim = ${claim}::uuid, refresh_claimed_to = clock_timestamp() + ${claimHoldsFor} * interval '1 second'
        WHERE account_id = ${accountId}::uuid AND version = ${version}::int
          AND (refresh_claimed_to IS NULL OR refresh_claimed_to < clock_timestamp())`;
      return taken === 1 ? claim : null;
    },
    extend: async (accountId, claim) => {
      const kept = await prisma.$executeRaw`
        UPDATE kommo_tokens SET refresh_claimed_to = clock_timestamp() + ${claimHoldsFor} * interval '1 second'
        WHERE account_id = ${accountId}::uuid AND refresh_claim = ${claim}::uuid`;
      return kept === 1;
    },
    giveBack: async (accountId, claim) => {
      await prisma.$executeRaw`
        UPDATE kommo_tokens SET refresh_claim = NULL, refresh_claimed_to = NULL
        WHERE account_id = ${accountId}::uuid AND refresh_claim = ${claim}::uuid`;
    },
  };
}

/**
 * Stores the pair that replaces `version`, and ends the claim. Has no effect when another pair was stored meanwhile.
 */
export async function replacePair(
  prisma: PrismaClient,
  sealer: Sealer,
  accountId: string,
  version: number,
  pair: TokenPair,
): Promise<void> {
  const accessToken = sealer.seal(sealedColumns.accessToken, accountId, pair.accessToken);
  const refreshToken = sealer.seal(sealedColumns.refreshToken, accountId, pair.refreshToken);
  await prisma.$executeRaw`
    UPDATE kommo_tokens
    SET access_token = ${accessToken}, refresh_token = ${refreshToken},
      expires_at = clock_timestamp() + ${pair.expiresIn} * interval '1 second', refreshed_at = clock_timestamp(),
      version = version + 1, refresh_claim = NULL, refresh_claimed_to = NULL
    WHERE account_id = ${accountId}::uuid AND version = ${version}::int`;
}

/**
 * Stores the tokens of a new authorization over any older ones. `refreshToken` and `expiresIn` are null for a
 * long-lived token.
 */
export async function storeAuthorization(
  transaction: Transaction,
  sealer: Sealer,
  accountId: string,
  tokens: { accessToken: string; refreshToken: string | null; expiresIn: number | null },
): Promise<void> {
  const accessToken = sealer.seal(sealedColumns.accessToken, accountId, tokens.accessToken);
  const refreshToken =
    tokens.refreshToken === null ? null : sealer.seal(sealedColumns.refreshToken, accountId, tokens.refreshToken);
  await transaction.$executeRaw`
    INSERT INTO kommo_tokens (account_id, access_token, refresh_token, expires_at)
    VALUES (${accountId}::uuid, ${accessToken}, ${refreshToken},
      clock_timestamp() + ${tokens.expiresIn}::float8 * interval '1 second')
    ON CONFLICT (account_id) DO UPDATE
    SET access_token = excluded.access_token, refresh_token = excluded.refresh_token, expires_at = excluded.expires_at,
      refreshed_at = clock_timestamp(), version = kommo_tokens.version + 1, refresh_claim = NULL, refresh_claimed_to = NULL`;
}
