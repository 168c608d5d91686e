import { z } from 'zod';

/** Why a customer's payments stand on a lead, the strongest reason first. */
export const matchReasons = ['hand', 'tag', 'account', 'email', 'alias', 'domain', 'company', 'created'] as const;
export type MatchReason = (typeof matchReasons)[number];

/** Which of a person's leads it is: server/matching/choose-lead.ts */
const choices = [
  'only',
  'latest',
  'onlyInPipeline',
  'latestInPipeline',
  'onlyClosed',
  'latestClosed',
  'onlyClosedInPipeline',
  'latestClosedInPipeline',
] as const;
export type LeadReason = (typeof choices)[number];

/** How a customer and a lead were linked before somebody decided anew; times are ms. */
const formerLinkSchema = z.object({
  reason: z.string(),
  details: z.record(z.string(), z.json()),
  since: z.number(),
  /** Kommo's user id; null when the program did it */
  linkedBy: z.number().nullable(),
  removedAt: z.number().nullable(),
  removedBy: z.number().nullable(),
});
export type FormerLink = z.output<typeof formerLinkSchema>;

/** What the explanation names. Stored with the link, so that it can be told later in any language. */
export const matchDetailsSchema = z
  .object({
    /** the customer's e-mail, as FastSpring gave it */
    email: z.string(),
    /** the contact's name; its e-mail or number where it has none */
    contact: z.string(),
    /** the contact's e-mail that is another spelling of the customer's */
    contactEmail: z.string(),
    /** Kommo has the contact no more */
    contactGone: z.boolean(),
    domain: z.string(),
    /** the name of the company in Kommo */
    company: z.string(),
    customerCompany: z.string(),
    /** the names of customer and contact are the same too */
    sameName: z.boolean(),
    /** why this lead among several, or what stands against it */
    lead: z.enum([...choices, 'closed', 'incoming', 'archived', 'none']),
    /** how many leads there were like the chosen one: open, or closed when none was open */
    equalLeads: z.number(),
    /** the lead on which the payments were until Kommo had it no more */
    replaced: z.number(),
    /** the lead that the order's tags name, when it is another one */
    tagLead: z.number(),
    tagIgnored: z.enum(['forged', 'stranger', 'gone', 'unlinked', 'hand']),
    /** the tag as it stands in the order: the same one is not looked at again */
    tagValue: z.string(),
    /** oldest first */
    former: z.array(formerLinkSchema),
  })
  .partial();
export type MatchDetails = Readonly<z.output<typeof matchDetailsSchema>>;

export interface Match {
  readonly leadId: number;
  readonly contactId: number | null;
  readonly reason: MatchReason;
  /** 0 … 100 */
  readonly confidence: number;
  readonly details: MatchDetails;
}

const candidateSchema = z.object({
  /** null: the contact or company has no lead */
  leadId: z.number().nullable(),
  contactId: z.number().nullable(),
  companyId: z.number().nullable(),
  reason: z.enum(matchReasons),
  confidence: z.number(),
  details: matchDetailsSchema,
});
export type Candidate = Readonly<z.output<typeof candidateSchema>>;

/** Why nobody was chosen, with those who might be meant, the likeliest first. Stored with the customer. */
export const unmatchedSchema = z.object({
  why: z.object({
    code: z.enum(['noEmail', 'nobody', 'onlyResembling', 'noLead', 'noOpenLead', 'severalContacts', 'severalLeads']),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  candidates: z.array(candidateSchema).readonly(),
  /** the address for which Kommo was searched so far; a wider search is still to come */
  searchedFor: z.string().nullable().optional(),
});
export type Unmatched = Readonly<z.output<typeof unmatchedSchema>>;

export type MatchOutcome = { readonly match: Match } | { readonly unmatched: Unmatched };
