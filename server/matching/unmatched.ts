import type { KommoLead } from '../kommo/api/api.ts';
import { foldEmail } from '../ledger/email.ts';
import { latestFirst, leadState } from './choose-lead.ts';
import { choicesOf } from './choose-relation.ts';
import type { Candidate, Unmatched } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import { personsIn, type Relation } from './relations.ts';

/** Enough for a person to choose from. */
const maxCandidates = 20;

/** Why no lead was chosen, as a code with its parameters, and the possible leads, likeliest first; then those without one. */
export function explainUnmatched(relations: readonly Relation[], input: MatchInput): Unmatched {
  return { why: whyUnmatched(relations, input), candidates: rankCandidates(relations, input) };
}

function whyUnmatched(relations: readonly Relation[], input: MatchInput): Unmatched['why'] {
  const { email } = input.customer;
  if (email === null || foldEmail(email) === null) return { code: 'noEmail', params: {} };
  const of = (reason: Relation['reason']) => relations.filter((relation) => relation.reason === reason);
  const owners = of('email');
  if (owners.length > 1) return { code: 'severalContacts', params: { count: owners.length, email } };
  const persons = personsIn(relations);
  const colleagues = input.byCompanyDomain === 'link' ? of('domain') : [];
  const leads = new Set(choicesOf(persons.length > 0 ? persons : colleagues, input).map(({ lead }) => lead.id));
  if (leads.size > 1) return { code: 'severalLeads', params: { count: leads.size } };
  const [person] = persons;
  if (person !== undefined) {
    const { contactId, details, leads: theirs } = person;
    const params = { contact: details.contact ?? '', ...(contactId !== null && { contactId }) };
    return { code: theirs.length === 0 ? 'noLead' : 'noOpenLead', params };
  }
  return { code: relations.length === 0 ? 'nobody' : 'onlyResembling', params: { email } };
}

function rankCandidates(relations: readonly Relation[], input: MatchInput): readonly Candidate[] {
  const offered = relations
    .flatMap((relation) => candidatesOf(relation, input))
    .toSorted(
      (one, other) =>
        Number(one.lead === null) - Number(other.lead === null) ||
        other.candidate.confidence - one.candidate.confidence ||
        byLead(one.lead, other.lead),
    );
  const firstOfItsLead = offered.filter(
    ({ lead }, at) => lead === null || offered.findIndex((other) => other.lead?.id === lead.id) === at,
  );
  return firstOfItsLead.slice(0, maxCandidates).map(({ candidate }) => candidate);
}

interface Offer {
  readonly candidate: Candidate;
  readonly lead: KommoLead | null;
}

function candidatesOf(relation: Relation, input: MatchInput): readonly Offer[] {
  const { reason, contactId, companyId, details, confidence } = relation;
  const offer = (lead: KommoLead | null, objection: Candidate['details'], lowered: number): Offer => ({
    lead,
    candidate: {
      leadId: lead?.id ?? null,
      contactId,
      companyId,
      reason,
      confidence: confidence - lowered,
      details: { ...details, ...objection },
    },
  });
  if (relation.leads.length === 0) return [offer(null, { lead: 'none' }, 20)];
  return relation.leads.map((lead) => {
    const state = leadState(lead, input.pipelines);
    if (state === 'closed' || state === 'incoming' || state === 'archived') return offer(lead, { lead: state }, 10);
    const elsewhere = input.productPipelineIds.length > 0 && !input.productPipelineIds.includes(lead.pipeline_id);
    return offer(lead, {}, elsewhere ? 5 : 0);
  });
}

/** Latest lead first. */
function byLead(one: KommoLead | null, other: KommoLead | null): number {
  return one === null || other === null ? 0 : latestFirst(one, other);
}
