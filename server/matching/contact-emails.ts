import { domainToASCII } from 'node:url';
import type { KommoContact } from '../kommo/api.ts';
import { foldEmail } from '../ledger/email.ts';
import { domainOf } from './email.ts';

/** What contacts and companies have in common. */
type FieldsOfEntity = Pick<KommoContact, 'custom_fields_values'>;

/**
 * The e-mails of a contact or company, each once: only what stands in its EMAIL field, never in its name or another
 * field. Several addresses typed into one value are taken apart.
 */
export function emailsOf(entity: FieldsOfEntity): readonly string[] {
  const addresses = valuesOf(entity, 'EMAIL').flatMap((value) => value.split(/[\s,;]/));
  return [...new Set(addresses.filter((address) => foldEmail(address) !== null))];
}

/** The domains of a contact's or company's e-mails and web sites, `www.` left off. */
export function domainsOf(entity: FieldsOfEntity): readonly string[] {
  const mailDomains = emailsOf(entity).map((email) => domainOf(foldEmail(email) ?? ''));
  const hosts = valuesOf(entity, 'WEB').map(hostOf);
  return [...new Set([...mailDomains, ...hosts])].filter((domain) => domain.includes('.'));
}

/** Kommo names its own fields by a code: https://developers.kommo.com/reference/custom-fields */
function valuesOf(entity: FieldsOfEntity, code: string): readonly string[] {
  return entity.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string');
}

function hostOf(address: string): string {
  const [host = ''] = address
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .split(/[/?#:]/);
  return domainToASCII(host).replace(/^www\./, '');
}
