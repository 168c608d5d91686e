import type { Candidate, Match, MatchDetails, Unmatched } from '../../matching/match.ts';
import type { Texts } from './en.ts';
import { fill, languageOf } from './language.ts';

/** Why a lead is, or may be, the customer's, in one line: the reason, and why this lead among several. */
export function explainMatch(match: Pick<Match | Candidate, 'reason' | 'details'>, language: string): string {
  const { texts } = languageOf(language);
  const { details } = match;
  const parts = [
    fill(texts.match[reasonKey(match)], named(details)),
    details.sameName ? texts.match.named : null,
    details.lead === undefined ? null : fill(texts.lead[details.lead], { count: details.openLeads ?? 0 }),
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** Why no lead was chosen for a customer. */
export function explainUnmatched(why: Unmatched['why'], language: string): string {
  return fill(languageOf(language).texts.unmatched[why.code], why.params);
}

function reasonKey({ reason, details }: Pick<Match | Candidate, 'reason' | 'details'>): keyof Texts['match'] {
  switch (reason) {
    case 'tag':
      return details.email === undefined ? 'tag' : 'tagAndEmail';
    case 'domain':
      return details.company === undefined ? 'domain' : 'companyDomain';
    case 'company':
      return details.customerCompany === undefined ? 'company' : 'companyResembles';
    default:
      return reason;
  }
}

function named({
  email = '',
  contact = '',
  contactEmail = '',
  domain = '',
  company = '',
  customerCompany = '',
}: MatchDetails) {
  return { email, contact, contactEmail, domain, company, customerCompany };
}
