import type { PrismaClient } from '../database/generated/client.ts';
import { accountOrigin, readSubdomain } from '../kommo/origin.ts';

/**
 * Whether a page may read our answers: only those of accounts that are installed here. A preflight carries no token, so
 * the page's address is all there is; where the template has its subdomain in the path, all accounts share one address.
 */
export function createOriginCheck(prisma: PrismaClient, originTemplate: string) {
  const shared = new URL(originTemplate.replaceAll('{subdomain}', 'example')).origin;
  const isShared = !new URL(originTemplate.replaceAll('{subdomain}', 'other')).hostname.includes('other');

  return async (origin: string | undefined): Promise<boolean> => {
    if (origin === undefined) return false;
    if (isShared) return origin === shared;
    const subdomain = readSubdomain(originTemplate, origin);
    if (subdomain === null || new URL(accountOrigin(originTemplate, subdomain)).origin !== origin) return false;
    const account = await prisma.account.findFirst({
      where: { subdomain, state: { not: 'uninstalled' } },
      select: { id: true },
    });
    return account !== null;
  };
}
