import { getDomain } from 'tldts';
import { sharedHosts } from './shared-sites.ts';

/**
 * The domain that somebody registered, of a host below it: `mail.acme.example` belongs to `acme.example`. Where many have
 * a name of their own below one host, as below `github.io`, each is by itself. Null when nobody has registered the host.
 */
export function registrableDomain(host: string): string | null {
  const shared = sharedHosts.find((suffix) => host.endsWith(`.${suffix}`));
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
