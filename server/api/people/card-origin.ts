import { accountOrigin, readSubdomain } from '../../kommo/requests/origin.ts';

/**
 * Whether a page may read our answers: every Kommo account's page may, installed here or not. The token decides what it
 * gets. Without an answer that it may read, a panel could say that there is none, but not what to do.
 */
export function createOriginCheck(originTemplate: string) {
  const shared = new URL(originTemplate.replaceAll('{subdomain}', 'example')).origin;
  const isShared = !new URL(originTemplate.replaceAll('{subdomain}', 'other')).hostname.includes('other');

  return (origin: string | undefined): boolean => {
    if (origin === undefined) return false;
    if (isShared) return origin === shared;
    const subdomain = readSubdomain(originTemplate, origin);
    return subdomain !== null && new URL(accountOrigin(originTemplate, subdomain)).origin === origin;
  };
}
