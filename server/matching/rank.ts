import { chooseByCompanyDomain, choosePersonsLead } from './choose-relation.ts';
import { matchByBareTag, matchByFormerContact, matchByLink, matchBySignedTag } from './earlier-match.ts';
import { tellIgnoredTag } from './ignored-tag.ts';
import type { Match, MatchOutcome } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import { findRelations, type Relation } from './relations.ts';
import { tellUnmatched } from './unmatched.ts';

/**
 * Whose lead a customer's payments belong to. The first of these that holds decides: a link by hand, the signed tag of
 * a payment link, a bare tag with which the e-mail agrees, a link of earlier payments (which may be on a closed lead),
 * the exact e-mail, an equivalent address, and the company's domain where the settings let it link. A company's name
 * alone only ever suggests. Equals are never guessed among: they are told, ranked, with what speaks for each.
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
  const ignoredTag = tellIgnoredTag(input, match);
  if (match !== null) return { match: { ...match, details: { ...match.details, ...ignoredTag } } };
  const unmatched = tellUnmatched(relations, input);
  return { unmatched: { ...unmatched, why: { ...unmatched.why, params: { ...unmatched.why.params, ...ignoredTag } } } };
}

/** Whoever has the very address is asked alone; only when nobody has it do weaker reasons count. */
function matchByRelation(relations: readonly Relation[], input: MatchInput): Match | null {
  const of = (reason: Relation['reason']) => relations.filter((relation) => relation.reason === reason);
  if (of('email').length > 0) return choosePersonsLead(of('email'), input);
  if (of('alias').length > 0) return choosePersonsLead(of('alias'), input);
  return input.byCompanyDomain === 'link' ? chooseByCompanyDomain(of('domain'), input) : null;
}
