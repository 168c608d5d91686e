import { isLoopbackHost } from '../../server/platform/http/loopback.ts';

/**
 * The backend's address as it is built into the script, without white space and a trailing slash. Kommo's pages block
 * everything that is not https; `http:` works only on the developer's own machine.
 */
export function parsePublicUrl(given: string): { readonly url: string } | { readonly problem: string } {
  const text = given.trim();
  const problem = `PUBLIC_URL must be an https:// address without a query (http:// for this machine only): ${text}`;
  if (/\s/.test(text) || !URL.canParse(text)) return { problem };
  const url = new URL(text);
  const isAllowed = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!isAllowed || url.search !== '' || url.hash !== '' || url.username !== '') return { problem };
  return { url: url.href.replace(/\/$/, '') };
}
