import { foldEmail } from '../../ledger/email.ts';
import type { KommoApi } from '../api/api.ts';
import { emailsOf } from '../api/contact-emails.ts';

export type PersonKind = 'contact' | 'company';

/** The parts of a contact or a company that its payments and the rights to them depend on. */
export interface KommoPerson {
  readonly responsibleId: number | null;
  /** folded */
  readonly emails: readonly string[];
  readonly leadIds: readonly number[];
  /** of a company: its contacts */
  readonly contactIds: readonly number[];
}

/** Null when Kommo has none with this id. */
export async function readPerson(
  api: Pick<KommoApi, 'getContacts' | 'getCompanies'>,
  kind: PersonKind,
  id: number,
): Promise<KommoPerson | null> {
  const [found] = kind === 'contact' ? await api.getContacts([id]) : await api.getCompanies([id]);
  if (found === undefined || found.is_deleted === true) return null;
  const { responsible_user_id, _embedded } = found;
  const contacts = _embedded && 'contacts' in _embedded ? _embedded.contacts : [];
  return {
    responsibleId: responsible_user_id ?? null,
    emails: emailsOf(found).flatMap((email) => foldEmail(email) ?? []),
    leadIds: _embedded?.leads.map((lead) => lead.id) ?? [],
    contactIds: contacts.map((contact) => contact.id),
  };
}
