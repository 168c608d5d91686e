/**
 * FastSpring's checkouts are on these hosts. A store's own domain is whatever an administrator has typed: with one, our
 * address would lead anywhere in our name.
 */
const fastspringHost = /(^|\.)(on)?fastspring\.com$/;

/** Whether buyers may be sent to this address at all: by https, or to the origin of FastSpring's API. */
export function isCheckoutAddress(address: string, fastspringApiUrl: string): boolean {
  const url = URL.parse(address);
  return url !== null && (url.protocol === 'https:' || isOnApi(url, fastspringApiUrl));
}

/** Whether FastSpring itself shows this checkout, so that a buyer is sent on without being asked. */
export function isFastspringsCheckout(url: URL, fastspringApiUrl: string): boolean {
  return (url.protocol === 'https:' && fastspringHost.test(url.hostname)) || isOnApi(url, fastspringApiUrl);
}

/** A sandbox on this machine serves both from one origin, by http. The operator chose it with FASTSPRING_API_URL. */
function isOnApi(url: URL, fastspringApiUrl: string): boolean {
  return url.origin === new URL(fastspringApiUrl).origin;
}
