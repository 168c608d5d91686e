import type { KommoContext } from '../context.ts';
import { KommoUncertain } from '../requests/errors.ts';
import type { AnsweredRequest, KommoRequest } from '../requests/request.ts';
import type { SlotRequest } from '../requests/send-in-slot.ts';
import type { Access } from './access.ts';
import type { TokenEndpoint } from './token-endpoint.ts';

/**
 * Asks Kommo for an account's current address, and writes a new one into the account's row.
 * @returns the subdomain if it is another one; null when it is the same, when Kommo does not say, or when only a
 *   refresh token could ask
 * @throws KommoNotSent, KommoUncertain
 */
export type Relocate = (accountId: string, access: Access, slot: SlotRequest) => Promise<string | null>;

export function createRelocate({ prisma, log }: KommoContext, endpoint: TokenEndpoint | undefined): Relocate {
  return async (accountId, access, slot) => {
    const { subdomain, accessToken, refreshToken } = access;
    if (endpoint === undefined || refreshToken === null) return null;
    const found = await endpoint.findAccount({ subdomain, accessToken, refreshToken }, slot);
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

const accountPath = '/account';

/**
 * Sends a request, and once more at the new address if the account was renamed: a 404 may mean that. A separate request
 * checks whether the account is still at its address; when that is answered with neither success nor a 404, its answer
 * is returned instead.
 * @param hasMoved whether the account is now at another address than the one of this access
 * @throws KommoUncertain when Kommo has no account at the address
 */
export async function sendWhereItLives(
  request: KommoRequest,
  send: (request: KommoRequest) => Promise<AnsweredRequest>,
  hasMoved: (access: Access) => Promise<boolean>,
): Promise<AnsweredRequest> {
  const first = await send(request);
  if (first.verdict.kind !== 'absent') return first;
  const { subdomain } = first.access;
  const check = request.path.startsWith(accountPath) ? first : await send({ method: 'GET', path: accountPath });
  if (check.verdict.kind === 'done' && check.access.subdomain === subdomain) return first;
  if (check.verdict.kind !== 'done' && check.verdict.kind !== 'absent') return check;
  if (await hasMoved(first.access)) return send(request);
  throw new KommoUncertain(`${first.subject}: Kommo has no account at the address ${subdomain}`);
}
