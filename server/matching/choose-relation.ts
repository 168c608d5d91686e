import { chooseLead, type LeadChoice } from './choose-lead.ts';
import type { Match } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import type { Relation } from './relations.ts';

/** A lead that could be chosen, and through whom. */
export interface Choice extends LeadChoice {
  readonly relation: Relation;
}

/**
 * The lead of the one person who has the address. Several contacts may have it: then they must share the lead, or only
 * one of them has an open one (in the product's pipeline); otherwise nobody can tell, and the answer is null.
 */
export function choosePersonsLead(persons: readonly Relation[], input: MatchInput): Match | null {
  const choices = choicesOf(persons, input);
  return onlyOne(choices) ?? onlyOne(choices.filter(({ lead }) => input.productPipelineIds.includes(lead.pipeline_id)));
}

/**
 * Colleagues share a domain, so it decides only for the colleague of the same name, or when the whole company has a
 * single open lead (in the product's pipeline).
 */
export function chooseByCompanyDomain(colleagues: readonly Relation[], input: MatchInput): Match | null {
  const sameName = colleagues.filter(({ details }) => details.sameName);
  if (sameName.length > 0) return choosePersonsLead(sameName, input);
  const choices = choicesOf(colleagues, input);
  const isSingle = ({ because }: Choice) => because === 'only' || because === 'onlyInPipeline';
  return choices.every(isSingle) ? choosePersonsLead(colleagues, input) : null;
}

/** What each of them would give, if asked alone. */
export function choicesOf(relations: readonly Relation[], input: MatchInput): readonly Choice[] {
  return relations.flatMap((relation) => {
    const choice = chooseLead(relation.leads, input.pipelines, input.productPipelineIds);
    return choice === null ? [] : [{ ...choice, relation }];
  });
}

function onlyOne(choices: readonly Choice[]): Match | null {
  const [first] = choices;
  if (first === undefined || choices.some(({ lead }) => lead.id !== first.lead.id)) return null;
  const { relation, lead, because, openLeads } = first;
  return {
    leadId: lead.id,
    contactId: relation.contactId,
    reason: relation.reason,
    confidence: relation.confidence,
    details: { ...relation.details, lead: because, openLeads },
  };
}
