import { chooseByCompanyDomain, choosePersonsLead } from './choose-relation.ts';
import { matchByBareTag, matchByLink, matchBySignedTag } from './earlier-match.ts';
import type { Match, MatchOutcome } from './match.ts';
import type { MatchInput } from './rank-input.ts';
import { findRelations, type Relation } from './relations.ts';
import { tellUnmatched } from './unmatched.ts';

/**
 * Whose lead a customer's payments belong to. The first of these that holds decides: a link by hand, the signed tag of
 * a payment link, a link of earlier payments (all three also when the lead is closed), a bare tag with which the e-mail
 * agrees, the exact e-mail, an equivalent address, and the company's domain where the settings let it link. A company's
 * name alone only ever suggests. Equals are never guessed among: they are told, ranked, with what speaks for each.
 */
export function rankMatch(input: MatchInput): MatchOutcome {
  const settled = matchByLink(input, 'hand') ?? matchBySignedTag(input) ?? matchByLink(input, 'account');
  if (settled !== null) return { match: settled };

  const relations = findRelations(input);
  const match = matchByBareTag(relations, input) ?? matchByRelation(relations, input);
  return match === null ? { unmatched: tellUnmatched(relations, input) } : { match };
}

/** Whoever has the very address is asked alone; only when nobody has it do weaker reasons count. */
function matchByRelation(relations: readonly Relation[], input: MatchInput): Match | null {
  const of = (reason: Relation['reason']) => relations.filter((relation) => relation.reason === reason);
  if (of('email').length > 0) return choosePersonsLead(of('email'), input);
  if (of('alias').length > 0) return choosePersonsLead(of('alias'), input);
  return input.byCompanyDomain === 'link' ? chooseByCompanyDomain(of('domain'), input) : null;
}
