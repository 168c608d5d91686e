import type { KommoApi, KommoContact, KommoLead, KommoPipeline } from '../../kommo/api/api.ts';
import { emailsOf } from '../../kommo/api/contact-emails.ts';
import { closedStages } from '../../kommo/api/stages.ts';
import { elementsPerRead } from '../../kommo/limits.ts';
import { KommoRefused } from '../../kommo/requests/errors.ts';
import type { FoundLead, FoundLeads } from './lead-search-view.ts';

/** Enough for a person to choose from; more words find fewer. */
const foundAtMost = 20;

export interface LeadSearch {
  readonly kommo: Pick<KommoApi, 'searchLeads' | 'searchContacts' | 'getLeads' | 'getContacts'>;
  readonly pipelines: () => Promise<readonly KommoPipeline[]>;
  /** keeps those that the person may change */
  readonly keepEditable: (leads: readonly KommoLead[]) => Promise<readonly KommoLead[]>;
}

/**
 * Leads by their own name or number, and those of contacts by name, number, address or another field. Four requests to
 * Kommo, six for a number, however many results there are.
 * @throws KommoError
 */
export async function searchLeads({ kommo, pipelines, keepEditable }: LeadSearch, words: string): Promise<FoundLeads> {
  const id = idIn(words);
  const [byWords, byId, contactsByWords, contactsById] = await Promise.all([
    noneIfRefused(kommo.searchLeads(words, elementsPerRead)),
    id === null ? [] : kommo.getLeads([id]),
    noneIfRefused(kommo.searchContacts(words, elementsPerRead)),
    id === null ? [] : kommo.getContacts([id]),
  ]);
  const contacts = uniqueById([...contactsById, ...contactsByWords].filter(({ is_deleted }) => is_deleted !== true));
  const known = uniqueById([...byId, ...byWords]);
  const unread = contacts.flatMap(leadIdsOf).filter((leadId) => !known.some((lead) => lead.id === leadId));
  const ofContacts = await kommo.getLeads([...new Set(unread)].slice(0, elementsPerRead));
  const leads = uniqueById([...known, ...ofContacts]).filter(({ is_deleted }) => is_deleted !== true);
  const editable = (await keepEditable(leads)).toSorted(likeliestFirst(id)).slice(0, foundAtMost);
  const named = await namesOfContacts(kommo, contacts, editable);
  const places = await pipelines();
  return {
    leads: editable.map((lead) => describe(lead, places, named)),
    contactsWithoutLeads: contacts
      .filter((contact) => leadIdsOf(contact).length === 0)
      .slice(0, foundAtMost)
      .map((contact) => ({ id: contact.id, name: nameOf(contact) })),
  };
}

/** A number as Kommo shows it, with or without its sign. */
function idIn(words: string): number | null {
  const [, digits] = /^#?([1-9]\d{0,14})$/.exec(words) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** Kommo does not search for every text. */
async function noneIfRefused<Found>(search: Promise<readonly Found[]>): Promise<readonly Found[]> {
  try {
    return await search;
  } catch (error) {
    if (error instanceof KommoRefused) return [];
    throw error;
  }
}

function uniqueById<Item extends { readonly id: number }>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

function leadIdsOf({ _embedded }: KommoContact): readonly number[] {
  return _embedded?.leads.map(({ id }) => id) ?? [];
}

/** The lead with the number that was typed, then open ones, then the one that was changed last. */
function likeliestFirst(id: number | null): (one: KommoLead, other: KommoLead) => number {
  return (one, other) =>
    Number(other.id === id) - Number(one.id === id) ||
    Number(closedStages.has(one.status_id)) - Number(closedStages.has(other.status_id)) ||
    other.updated_at - one.updated_at ||
    other.id - one.id;
}

type Names = (lead: KommoLead) => string | null;

async function namesOfContacts(
  kommo: Pick<KommoApi, 'getContacts'>,
  found: readonly KommoContact[],
  leads: readonly KommoLead[],
): Promise<Names> {
  const fitting = new Map(found.map((contact) => [contact.id, nameOf(contact)]));
  const contactIdOf = ({ _embedded }: KommoLead): number | undefined => {
    const contacts = _embedded?.contacts ?? [];
    const fits = contacts.find(({ id }) => fitting.has(id));
    return (fits ?? contacts.find(({ is_main }) => is_main === true) ?? contacts[0])?.id;
  };
  const unnamed = leads.flatMap((lead) => contactIdOf(lead) ?? []).filter((id) => !fitting.has(id));
  const read = await kommo.getContacts([...new Set(unnamed)]);
  const names = new Map([...fitting, ...read.map((contact) => [contact.id, nameOf(contact)] as const)]);
  return (lead) => names.get(contactIdOf(lead) ?? 0) ?? null;
}

function nameOf(contact: KommoContact): string {
  return contact.name || emailsOf(contact)[0] || `#${contact.id}`;
}

function describe(lead: KommoLead, pipelines: readonly KommoPipeline[], nameOfContact: Names): FoundLead {
  const pipeline = pipelines.find(({ id }) => id === lead.pipeline_id);
  const stage = pipeline?._embedded.statuses.find(({ id }) => id === lead.status_id);
  return {
    leadId: lead.id,
    leadName: lead.name || `#${lead.id}`,
    pipeline: pipeline?.name ?? null,
    stage: stage?.name ?? null,
    contact: nameOfContact(lead),
  };
}
