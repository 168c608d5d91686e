import { z } from 'zod';
import { erasedText } from '../ledger/erased.ts';
import type { ErasedPeople } from './erased-people.ts';
import { jsonWithoutPeople } from './without-people.ts';

/** Recognizes a person who is being erased in the matches of other customers. */
export interface MentionedPerson {
  readonly people: ErasedPeople;
  readonly hasName: (text: string) => boolean;
  /** Kommo's ids of the person's contacts and leads, as far as they are known */
  readonly contactIds: ReadonlySet<number>;
  readonly leadIds: ReadonlySet<number>;
}

const nameFields: readonly string[] = ['contact', 'name', 'leadName'];

/**
 * The JSON of other customers' matches without the person's addresses, accounts and names. Other people may have the
 * same name, and it may be an everyday word: only name fields lose it, and only if the contact or address beside it is
 * the person's. If neither is known, the name itself decides.
 * @param outer whether the enclosing value is about the person
 */
export function jsonWithoutMentions(value: unknown, person: MentionedPerson, outer?: boolean): unknown {
  if (Array.isArray(value)) return value.map((each) => jsonWithoutMentions(each, person, outer));
  if (typeof value !== 'object' || value === null) return jsonWithoutPeople(value, person.people);
  const mention = mentionSchema.parse(value);
  const isTheirs = isAbout(mention, person) ?? outer;
  const isTheirLead = mention.leadId !== undefined && person.leadIds.has(mention.leadId);
  const clean = Object.entries(value).map(([field, member]) => {
    const isName = typeof member === 'string' && nameFields.includes(field);
    const losesName = isName && ((field === 'leadName' && isTheirLead) || (isTheirs ?? person.hasName(member)));
    return [field, losesName ? erasedText : jsonWithoutMentions(member, person, isTheirs)];
  });
  return Object.fromEntries(clean);
}

const id = z.number().optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const detailsSchema = z.object({ email: text, contactEmail: text });
const mentionSchema = detailsSchema.extend({ contactId: id, leadId: id, details: detailsSchema.catch({}) });

/** Undefined when unknown. */
function isAbout(mention: z.infer<typeof mentionSchema>, { people, contactIds }: MentionedPerson): boolean | undefined {
  const { contactId, details } = mention;
  const emails = [mention.email, mention.contactEmail, details.email, details.contactEmail].filter(
    (each) => each !== undefined,
  );
  if (emails.some((email) => people.ofEmail(email) !== null)) return true;
  if (contactId !== undefined && contactIds.has(contactId)) return true;
  if (emails.length > 0) return false;
  return contactId !== undefined && contactIds.size > 0 ? false : undefined;
}
