import type { FastifyBaseLogger } from 'fastify';
import type { PrismaClient } from '../database/generated/client.ts';
import type { Access } from './access.ts';
import type { TokenEndpoint, TokenTurn } from './token-endpoint.ts';

/**
 * Asks Kommo where an account lives by now; the account's row then has the new address too.
 * @returns the subdomain if it is another one; null when it is the same, when Kommo does not say, or when only a refresh
 *   token could ask
 * @throws KommoNotSent, KommoUncertain
 */
export type Relocate = (accountId: string, access: Access, turn: TokenTurn) => Promise<string | null>;

export function createRelocate(dependencies: {
  prisma: PrismaClient;
  /** undefined when no integration is configured */
  endpoint: TokenEndpoint | undefined;
  log: Pick<FastifyBaseLogger, 'info'>;
}): Relocate {
  const { prisma, endpoint, log } = dependencies;
  return async (accountId, access, turn) => {
    const { subdomain, accessToken, refreshToken } = access;
    if (endpoint === undefined || refreshToken === null) return null;
    const found = await endpoint.findAccount({ subdomain, accessToken, refreshToken }, turn);
    if (found === null || found.subdomain === subdomain) return null;
    // Another account's address is never taken over.
    const renamed = await prisma.account.updateMany({
      where: { id: accountId, OR: [{ kommoAccountId: null }, { kommoAccountId: found.kommoAccountId }] },
      data: { subdomain: found.subdomain },
    });
    if (renamed.count === 0) return null;
    log.info({ accountId, from: subdomain, to: found.subdomain }, 'the Kommo account was renamed');
    return found.subdomain;
  };
}
