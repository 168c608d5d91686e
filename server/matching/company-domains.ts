import { isFreeMail } from './free-mail.ts';
import { hostsUpToDomain, registrableDomain } from './registrable-domain.ts';

/** Domains of which administrators say what they are, in ASCII. */
export interface NamedDomains {
  readonly companyDomains: readonly string[];
  readonly providerDomains: readonly string[];
}

export interface CompanyDomains {
  /** the domain that all people of the host's company share; null where everybody can have an address */
  readonly of: (host: string) => string | null;
  /** whether an administrator says that the domain is one company's */
  readonly isNamed: (domain: string) => boolean;
}

/** What an administrator says of a host, or of one above it, comes before every list; the nearest name counts. */
export function createCompanyDomains({ companyDomains, providerDomains }: NamedDomains): CompanyDomains {
  const companies = new Set(companyDomains);
  const providers = new Set(providerDomains);
  return {
    of: (host) => {
      const named = hostsUpToDomain(host).find((each) => providers.has(each) || companies.has(each));
      if (named !== undefined) return providers.has(named) ? null : named;
      return isFreeMail(host) ? null : registrableDomain(host);
    },
    isNamed: (domain) => companies.has(domain),
  };
}
