import { isFreeMail } from './free-mail.ts';
import { hostsUpToDomain, registrableDomain } from './registrable-domain.ts';

/** Domains that administrators have classified, in ASCII. */
export interface NamedDomains {
  readonly companyDomains: readonly string[];
  readonly providerDomains: readonly string[];
}

export type CompanyDomains = ReturnType<typeof createCompanyDomains>;

/** An administrator's entry for a host, or for one above it, overrides every list; the nearest entry counts. */
export function createCompanyDomains({ companyDomains, providerDomains }: NamedDomains) {
  const companies = new Set(companyDomains);
  const providers = new Set(providerDomains);
  return {
    /** The domain shared by all people of the host's company; null for a host where anyone can have an address. */
    of: (host: string) => {
      const named = hostsUpToDomain(host).find((each) => providers.has(each) || companies.has(each));
      if (named !== undefined) return providers.has(named) ? null : named;
      return isFreeMail(host) ? null : registrableDomain(host);
    },
    /** Whether an administrator says that the domain is one company's. */
    isNamed: (domain: string) => companies.has(domain),
  };
}
