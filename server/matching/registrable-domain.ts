import { getDomain } from 'tldts';

/** Hosts that give every customer a name below their own. The public suffix list has many of them and lacks these. */
const hostsOfMany: readonly string[] = [
  'mail.onmicrosoft.com',
  'onmicrosoft.com',
  'freshdesk.com',
  'intercom-mail.com',
  'onfastspring.com',
  'sharepoint.com',
  'tumblr.com',
  'wordpress.com',
  'zendesk.com',
  'zohodesk.com',
];

/**
 * The domain that somebody registered, of a host below it: `mail.acme.example` belongs to `acme.example`. Where many have
 * a name of their own below one host, as below `github.io`, each is by itself. Null when nobody has registered the host.
 */
export function registrableDomain(host: string): string | null {
  const shared = hostsOfMany.find((suffix) => host.endsWith(`.${suffix}`));
  if (shared === undefined) return getDomain(host, { allowPrivateDomains: true, extractHostname: false });
  const own = host
    .slice(0, -shared.length - 1)
    .split('.')
    .at(-1);
  return `${own}.${shared}`;
}

/** A host and those above it up to its registrable domain, the longest first; the host alone where it has none. */
export function hostsUpToDomain(host: string): readonly string[] {
  const domain = registrableDomain(host);
  if (domain === null || host === domain) return [host];
  return [host, ...hostsUpToDomain(host.slice(host.indexOf('.') + 1))];
}
