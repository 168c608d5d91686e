import { foldEmail, readableEmail, visibleText } from '../../ledger/email.ts';
import type { KommoContact } from './api.ts';

/** The part shared by contacts and companies. */
export type FieldsOfEntity = Pick<KommoContact, 'custom_fields_values'>;

/**
 * The e-mails of a contact or company, each once and normalized: only those in its EMAIL field, never in its name or
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

/** Kommo names its own fields by a code: https://developers.kommo.com/reference/custom-fields */
export function valuesOf(entity: FieldsOfEntity, code: string): readonly string[] {
  return entity.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string');
}
