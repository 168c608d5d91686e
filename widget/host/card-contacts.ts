import type { CardContact } from '../../server/api/card/payments-view.ts';
import type { KommoWidget } from './kommo-widget.ts';

/** A contact of the open card with an e-mail address. */
export interface CardPerson extends CardContact {
  readonly name: string;
}

const CONTACTS_TIMEOUT_MS = 3_000;
/** maximum number of contacts, and of addresses of each, that the server accepts */
const MOST_NAMED = 50;

/** The open card's contacts; empty when Kommo does not answer within 3 s. */
export async function readCardContacts(
  self: Pick<KommoWidget, 'get_current_card_contacts_data'>,
): Promise<readonly CardPerson[]> {
  const asked = self.get_current_card_contacts_data?.();
  if (!asked) return [];
  return new Promise((resolve) => {
    const giveUp = (): void => resolve([]);
    setTimeout(giveUp, CONTACTS_TIMEOUT_MS);
    asked.then((contacts) => resolve(parseContacts(contacts)), giveUp);
  });
}

/** `[{id, name, emails: […]}]`: https://developers.kommo.com/docs/script-js */
function parseContacts(contacts: unknown): CardPerson[] {
  if (!Array.isArray(contacts)) return [];
  const parsed = contacts.flatMap((contact: { id?: unknown; name?: unknown; emails?: unknown } | null) => {
    const emails = Array.isArray(contact?.emails) ? contact.emails.filter((email) => typeof email === 'string') : [];
    if (!contact?.id || emails.length === 0) return [];
    const name = typeof contact.name === 'string' ? contact.name : '';
    return [{ id: Number(contact.id), name, emails: emails.slice(0, MOST_NAMED) }];
  });
  return parsed.slice(0, MOST_NAMED);
}
