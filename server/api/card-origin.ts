import { accountOrigin, readSubdomain } from '../kommo/origin.ts';

/**
 * Whether a page may read our answers: that of any Kommo account, installed here or not. The token decides what it gets,
 * and only an answer that it may read says what to do: without one a panel sees no more than "no answer".
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
