import type { KommoContact } from '../kommo/api/api.ts';
import { foldEmail, readableEmail, visibleText } from '../ledger/email.ts';
import { domainOf } from './email.ts';
import { hostOf } from './host.ts';
import { registrableDomain } from './registrable-domain.ts';
import { sharedSites } from './shared-sites.ts';

/** The part shared by contacts and companies. */
type FieldsOfEntity = Pick<KommoContact, 'custom_fields_values'>;

/**
 * The e-mails of a contact or company, each once and cleaned up: only those in its EMAIL field, never in its name or
 * another field. Several addresses typed into one value are split.
 */
export function emailsOf(entity: FieldsOfEntity): readonly string[] {
  return [...new Set(valuesOf(entity, 'EMAIL').flatMap(emailsIn))];
}

/**
 * The e-mails in one value of an EMAIL field. `Name <address>` is read as a whole, so that an address in the name is
 * ignored.
 */
export function emailsIn(value: string): readonly string[] {
  const parts = visibleText(value).split(/[,;、\n]/);
  const addresses = parts.flatMap((part) => (part.includes('<') ? [part] : part.split(/\s/)));
  return addresses.map(readableEmail).filter((address) => foldEmail(address) !== null);
}

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

/** Kommo names its own fields by a code: https://developers.kommo.com/reference/custom-fields */
function valuesOf(entity: FieldsOfEntity, code: string): readonly string[] {
  return entity.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string');
}
