import { chooseByCompanyDomain, chooseByOwnCompany, choosePersonsLead } from './choose-relation.ts';
import { matchByBareTag, matchByFormerContact, matchByLink, matchBySignedTag } from './earlier-match.ts';
import { ignoredTagOf } from './ignored-tag.ts';
import type { Match, MatchOutcome } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import { findRelations, personsIn, type Relation } from './relations.ts';
import { explainUnmatched } from './unmatched.ts';

/**
 * Finds the lead to which a customer's payments belong. The first of these that applies decides: a link by hand, the
 * signed tag of a payment link, a bare tag confirmed by the e-mail, a link of earlier payments (even on a closed lead),
 * the exact e-mail, an equivalent address, and the payer's own company or its domain if the settings let it link. A
 * company's name alone only suggests. Between equal leads it never guesses: they are returned as ranked candidates, each
 * with its reason.
 */
export function rankMatch(input: MatchInput): MatchOutcome {
  const relations = findRelations(input);
  const match =
    matchByLink(input, 'hand') ??
    matchByFormerContact(input, 'hand') ??
    matchBySignedTag(input) ??
    matchByBareTag(relations, input) ??
    matchByLink(input, 'account') ??
    matchByRelation(relations, input) ??
    matchByFormerContact(input, 'account');
  const ignoredTag = ignoredTagOf(input, match);
  if (match !== null) return { match: { ...match, details: { ...match.details, ...ignoredTag } } };
  const unmatched = explainUnmatched(relations, input);
  return { unmatched: { ...unmatched, why: { ...unmatched.why, params: { ...unmatched.why.params, ...ignoredTag } } } };
}

/** Weaker reasons count only if no contact has the exact address, or if none with the payer's address has a lead. */
function matchByRelation(relations: readonly Relation[], input: MatchInput): Match | null {
  const of = (reason: Relation['reason']) => relations.filter((relation) => relation.reason === reason);
  const persons = personsIn(relations);
  if (persons.some(({ leads }) => leads.length > 0)) return choosePersonsLead(persons, input);
  if (input.byCompanyDomain !== 'link') return null;
  const ownCompanies = relations.filter(({ isOwnCompany }) => isOwnCompany);
  return ownCompanies.some(({ leads }) => leads.length > 0)
    ? chooseByOwnCompany(ownCompanies, of('domain'), input)
    : chooseByCompanyDomain(of('domain'), persons, input);
}
