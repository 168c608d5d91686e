import { emailsOf, type FieldsOfEntity, valuesOf } from '../kommo/api/contact-emails.ts';
import { foldEmail } from '../ledger/email.ts';
import { domainOf } from './email.ts';
import { hostOf } from './host.ts';
import { registrableDomain } from './registrable-domain.ts';
import { sharedSites } from './shared-sites.ts';

/** The domains of a contact's or company's e-mails and web sites, without `www.`. */
export function domainsOf(entity: FieldsOfEntity): readonly string[] {
  const mailDomains = emailsOf(entity).map((email) => domainOf(foldEmail(email) ?? ''));
  return [...new Set([...mailDomains, ...webDomainsOf(entity)])];
}

/** The domains of its web sites, except for pages on shared sites. */
export function webDomainsOf(entity: FieldsOfEntity): readonly string[] {
  const hosts = valuesOf(entity, 'WEB').map(hostOf);
  return hosts.filter((host) => host.includes('.') && !sharedSites.has(registrableDomain(host) ?? host));
}
