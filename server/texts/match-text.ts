import {
  type Candidate,
  type Match,
  type MatchDetails,
  matchDetailsSchema,
  type Unmatched,
} from '../matching/match.ts';
import { fill, languageOf, type Texts } from './language.ts';

/** Why a lead is, or may be, the customer's, in one line: the reason, and why this lead among several. */
export function explainMatch(match: Pick<Match | Candidate, 'reason' | 'details'>, language: string): string {
  const { texts } = languageOf(language);
  const { details } = match;
  const parts = [
    fill(texts.match[reasonKey(match)], named(details)),
    details.contactGone ? texts.match.contactGone : null,
    details.sameName ? texts.match.named : null,
    details.lead === undefined ? null : fill(texts.lead[details.lead], { count: details.equalLeads ?? 0 }),
    tagText(details, texts),
  ];
  return parts.filter((part) => part !== null).join('; ');
}

/** Why no lead was chosen for a customer, and why the lead that the order names is not the one. */
export function explainUnmatched({ code, params }: Unmatched['why'], language: string): string {
  const { texts } = languageOf(language);
  const ignoredTag = tagText(matchDetailsSchema.safeParse(params).data ?? {}, texts);
  return [fill(texts.unmatched[code], params), ignoredTag].filter((part) => part !== null).join('; ');
}

/** The same for many customers together, without names. */
export function explainUnmatchedTogether(code: Unmatched['why']['code'], language: string): string {
  return languageOf(language).texts.unmatchedTogether[code];
}

function tagText({ tagIgnored, tagLead = 0 }: MatchDetails, texts: Texts): string | null {
  return tagIgnored === undefined ? null : fill(texts.tagIgnored[tagIgnored], { lead: tagLead });
}

function reasonKey({ reason, details }: Pick<Match | Candidate, 'reason' | 'details'>): keyof Texts['match'] {
  switch (reason) {
    case 'hand':
      return details.replaced === undefined ? 'hand' : 'handReplaced';
    case 'email':
      return details.contact === undefined ? 'emailOnLead' : 'email';
    case 'account':
      return details.replaced === undefined ? 'account' : 'accountReplaced';
    case 'tag':
      return details.email === undefined ? 'tag' : 'tagAndEmail';
    case 'domain':
      return details.company === undefined ? 'domain' : 'companyDomain';
    case 'company':
      if (details.contact !== undefined) return 'companyOfContact';
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
