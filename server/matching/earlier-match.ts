import type { KommoLead } from '../kommo/api/api.ts';
import { chooseLead, leadState, weigh } from './choose-lead.ts';
import type { Match } from './match.ts';
import type { EarlierLink, MatchInput } from './rank-input.ts';
import type { Relation } from './relations.ts';

type LinkReason = 'hand' | 'account';
const confidences: Readonly<Record<LinkReason, number>> = { hand: 100, account: 98 };

/**
 * The customer's link by hand, or by earlier payments, if its lead still exists. A closed lead counts too, so that
 * renewals stay on the lead of the sale. Of several links: an open lead first, then the product's pipeline, then the
 * newest link.
 */
export function matchByLink(input: MatchInput, reason: LinkReason): Match | null {
  const linked = input.links.flatMap((link) => {
    const lead = isFor(link, reason) ? existingLead(link.leadId, input) : undefined;
    return lead === undefined ? [] : [{ ...link, rank: weigh(lead, input) }];
  });
  const [best] = linked.toSorted(
    (one, other) => other.rank - one.rank || other.since - one.since || other.leadId - one.leadId,
  );
  if (best === undefined) return null;
  const { leadId, contactId } = best;
  return { leadId, contactId, reason, confidence: confidences[reason], details: {} };
}

/**
 * For a linked lead that was deleted, or merged into another; Kommo does not say which. If the link's contact still
 * exists, its leads include the merged one.
 */
export function matchByFormerContact(input: MatchInput, reason: LinkReason): Match | null {
  const gone = input.links
    .filter((link) => isFor(link, reason) && existingLead(link.leadId, input) === undefined)
    .toSorted((one, other) => other.since - one.since || other.leadId - one.leadId);
  for (const { leadId: replaced, contactId } of gone) {
    const contact = input.contacts.find(({ id, is_deleted }) => id === contactId && !is_deleted);
    const ids = new Set(contact?._embedded?.leads.map(({ id }) => id));
    const leads = input.leads.filter(({ id }) => ids.has(id) && !input.removedLeadIds.includes(id));
    const choice = chooseLead(leads, input);
    if (contact === undefined || choice === null) continue;
    return {
      leadId: choice.lead.id,
      contactId,
      reason,
      confidence: confidences[reason] - 1,
      details: { replaced, contact: contact.name || `#${contact.id}` },
    };
  }
  return null;
}

/** The signature proves that the order came from a payment link of this lead, regardless of the payer's address. */
export function matchBySignedTag(input: MatchInput): Match | null {
  const { tag, removedLeadIds } = input;
  if (tag?.kind !== 'signed' || removedLeadIds.includes(tag.leadId)) return null;
  const lead = existingLead(tag.leadId, input);
  if (lead === undefined) return null;
  const contactId = lead._embedded?.contacts.find((contact) => contact.is_main)?.id ?? null;
  return { leadId: lead.id, contactId, reason: 'tag', confidence: 100, details: {} };
}

/**
 * Anyone can tag an order, so a tag without a signature, or an expired one, only chooses among the leads of the address's
 * owner.
 */
export function matchByBareTag(relations: readonly Relation[], { tag, pipelines }: MatchInput): Match | null {
  if (tag?.kind !== 'bare' && tag?.kind !== 'expired') return null;
  const isNamed = (lead: KommoLead) =>
    lead.id === tag.leadId && ['open', 'closed'].includes(leadState(lead, pipelines));
  const owner = relations.find(({ reason, leads }) => isOwner(reason) && leads.some(isNamed));
  if (owner === undefined) return null;
  const { contactId, details } = owner;
  return { leadId: tag.leadId, contactId, reason: 'tag', confidence: 99, details };
}

const isOwner = (reason: Relation['reason']) => reason === 'email' || reason === 'alias';

function isFor(link: EarlierLink, reason: LinkReason): boolean {
  return link.byHand === (reason === 'hand');
}

function existingLead(leadId: number, { leads }: MatchInput): KommoLead | undefined {
  return leads.find((lead) => lead.id === leadId && !lead.is_deleted);
}
