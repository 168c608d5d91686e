import { z } from 'zod';
import { emailsIn } from '../../kommo/api/contact-emails.ts';
import { foldEmail } from '../../ledger/email.ts';
import { Problem } from '../../platform/http/problem.ts';
import { kommoIdSchema } from '../kommo-id.ts';
import type { PersonCard } from './read-person.ts';

/** What the requests of a lead's card have in common. */

export const leadParamsSchema = z.object({ leadId: kommoIdSchema });

/** The open card's contacts, on the browser's word. */
export const cardContactsSchema = z.object({
  contacts: z.array(z.object({ id: z.number(), emails: z.array(z.string().max(320)).max(50) })).max(50),
});

/** Their addresses, folded. */
export function addressesOf(contacts: z.infer<typeof cardContactsSchema>['contacts']): readonly string[] {
  return contacts
    .flatMap((contact) => contact.emails.flatMap(emailsIn).map(foldEmail))
    .filter((email) => email !== null);
}

export function unknownLead(): Problem {
  return new Problem(404, 'Unknown lead', 'A lead’s payments are at its number in Kommo. Reload the card.', {
    code: 'lead_unknown',
  });
}

export function badContacts(): Problem {
  return new Problem(
    400,
    'Contacts not valid',
    'The body must be {"contacts":[{"id":1,"emails":["…"]}]}, at most 50 contacts.',
    { code: 'request_invalid' },
  );
}

export function unknownPerson(kind: PersonCard['kind']): Problem {
  const detail = `A ${kind}’s payments are at its number in Kommo. Reload the card.`;
  return kind === 'contact'
    ? new Problem(404, 'Unknown contact', detail, { code: 'contact_unknown' })
    : new Problem(404, 'Unknown company', detail, { code: 'company_unknown' });
}
