import type { KommoContact } from '../../../server/kommo/api/api.ts';
import { createCompanyDomains, type NamedDomains } from '../../../server/matching/company-domains.ts';
import type { LeadTag } from '../../../server/matching/lead-tag.ts';
import { rankMatch } from '../../../server/matching/rank.ts';
import type { MatchInput } from '../../../server/matching/rank-input.ts';
import { contact, lead, pipelines } from './kommo.ts';

/** One case of a table: its name, its difference from `emptyInput`, and the result of `outcomeOf`. */
export type Case = readonly [what: string, input: Partial<MatchInput>, outcome: string];

export const anna = { email: 'anna@acme.example', name: 'Anna Schmidt', company: 'Acme GmbH' };
export const emptyInput: MatchInput = {
  customer: anna,
  tag: null,
  links: [],
  removedLeadIds: [],
  contacts: [],
  companies: [],
  leads: [],
  pipelines,
  productPipelineIds: [],
  byCompanyDomain: 'suggest',
  companyDomains: createCompanyDomains({ companyDomains: [], providerDomains: ['gmx.example'] }),
};

/** `lead 5 by email of 1`, or a code such as `nobody` and the offered leads, likeliest first. */
export function outcomeOf(input: Partial<MatchInput>): string {
  const outcome = rankMatch({ ...emptyInput, ...input });
  if ('match' in outcome) {
    const { leadId, contactId, reason } = outcome.match;
    return `lead ${leadId} by ${reason}${contactId === null ? '' : ` of ${contactId}`}`;
  }
  const { why, candidates } = outcome.unmatched;
  const offered = candidates.map(({ leadId, contactId, companyId, reason, details }) => {
    const lead = leadId ?? `no lead of ${contactId ?? companyId}`;
    return `${lead} by ${reason}${details.lead === undefined ? '' : ` (${details.lead})`}`;
  });
  return [why.code, ...offered].join(', ');
}

export const by = (email: string) => ({ ...anna, email });
export const owner = contact(1, { name: 'Anna Schmidt', emails: ['anna@acme.example'], leads: [5] });
export const five = lead(5);

export const among = (...leads: ReturnType<typeof lead>[]): Partial<MatchInput> => ({
  contacts: [contact(1, { emails: ['anna@acme.example'], leads: leads.map(({ id }) => id) })],
  leads,
});

export const ben = contact(2, { name: 'Ben Weber', emails: ['ben@acme.example'], leads: [6] });
export const cara = contact(3, { name: 'Cara Lang', emails: ['cara@acme.example'], leads: [7] });
export const annasOther = contact(4, { name: 'Schmidt, Anna', emails: ['a.schmidt@acme.example'], leads: [8] });
export const link = { byCompanyDomain: 'link' } as const;
/** The colleagues above in Kommo's company 21. */
export const atAcme = (colleague: KommoContact): KommoContact => ({
  ...colleague,
  _embedded: { leads: colleague._embedded?.leads ?? [], companies: [{ id: 21 }] },
});
export const named = (domains: Partial<NamedDomains>) => ({
  companyDomains: createCompanyDomains({ companyDomains: [], providerDomains: [], ...domains }),
});

export const linked = (leadId: number, byHand = false, since = 1) => ({ leadId, contactId: 1, byHand, since });

export const signed = (leadId: number): LeadTag => ({ leadId, kind: 'signed', value: `${leadId}.ours` });
export const expired = (leadId: number): LeadTag => ({ leadId, kind: 'expired', value: `${leadId}.late` });
export const bare = (leadId: number): LeadTag => ({ leadId, kind: 'bare', value: String(leadId) });
export const forged = (leadId: number): LeadTag => ({ leadId, kind: 'forged', value: `${leadId}.theirs` });
