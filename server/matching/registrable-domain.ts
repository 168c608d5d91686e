import { getDomain } from 'tldts';
import { sharedHosts } from './shared-sites.ts';

/**
 * The registered domain of a host: `acme.example` for `mail.acme.example`. Below a host that many owners share, such as
 * `github.io`, each name counts as registered. Null for a host without a registered domain.
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

/** A host and its parents up to the registrable domain, longest first; only the host if it has none. */
export function hostsUpToDomain(host: string): readonly string[] {
  const domain = registrableDomain(host);
  if (domain === null || host === domain) return [host];
  return [host, ...hostsUpToDomain(host.slice(host.indexOf('.') + 1))];
}
