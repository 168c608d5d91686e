import type { KommoLead } from '../kommo/api.ts';
import { leadState } from './choose-lead.ts';
import type { Match } from './match.ts';
import type { EarlierLink, MatchInput } from './rank-input.ts';
import type { Relation } from './relations.ts';

/**
 * The customer's link by hand, or that of earlier payments, if its lead still exists; closed leads keep theirs, so that
 * renewals stay where the sale was. Of several the one in the product's pipeline, then an open one, then the newest.
 */
export function matchByLink(input: MatchInput, reason: 'hand' | 'account'): Match | null {
  const rank = (lead: KommoLead) =>
    (input.productPipelineIds.includes(lead.pipeline_id) ? 2 : 0) +
    (leadState(lead, input.pipelines) === 'open' ? 1 : 0);
  const isBetter = (one: Linked, other: Linked) =>
    rank(other.lead) - rank(one.lead) || other.link.since - one.link.since || other.lead.id - one.lead.id;
  const [best] = linkedLeads(input)
    .filter(({ link }) => link.byHand === (reason === 'hand'))
    .toSorted(isBetter);
  if (best === undefined) return null;
  const { leadId, contactId } = best.link;
  return { leadId, contactId, reason, confidence: reason === 'hand' ? 100 : 98, details: {} };
}

/** Our signature shows that the order came from a payment link of this lead, whoever paid. */
export function matchBySignedTag(input: MatchInput): Match | null {
  const { tag, removedLeadIds } = input;
  if (!tag?.verified || removedLeadIds.includes(tag.leadId)) return null;
  const lead = existingLead(tag.leadId, input);
  if (lead === undefined) return null;
  const contactId = lead._embedded?.contacts.find((contact) => contact.is_main)?.id ?? null;
  return { leadId: lead.id, contactId, reason: 'tag', confidence: 100, details: {} };
}

/** Anybody can put a tag on an order of his own, so a bare one only chooses among the leads of the e-mail's owner. */
export function matchByBareTag(relations: readonly Relation[], { tag, pipelines }: MatchInput): Match | null {
  if (tag === null) return null;
  const isNamed = (lead: KommoLead) => lead.id === tag.leadId && leadState(lead, pipelines) === 'open';
  const owner = relations.find(({ reason, leads }) => reason === 'email' && leads.some(isNamed));
  if (owner === undefined) return null;
  return { leadId: tag.leadId, contactId: owner.contactId, reason: 'tag', confidence: 97, details: owner.details };
}

interface Linked {
  readonly link: EarlierLink;
  readonly lead: KommoLead;
}

function linkedLeads(input: MatchInput): readonly Linked[] {
  return input.links.flatMap((link) => {
    const lead = existingLead(link.leadId, input);
    return lead === undefined ? [] : [{ link, lead }];
  });
}

function existingLead(leadId: number, { leads }: MatchInput): KommoLead | undefined {
  return leads.find((lead) => lead.id === leadId && !lead.is_deleted);
}
