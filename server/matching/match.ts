import { z } from 'zod';

/** What stands in a customer's row about the search for a lead. `erased`: the customer was a person who was erased. */
export const matchStates = z.enum(['new', 'linked', 'unmatched', 'erased']);

/** Why a customer's payments are on a lead, strongest reason first. */
export const matchReasons = z.enum(['hand', 'tag', 'account', 'email', 'alias', 'domain', 'company', 'created']);
export type MatchReason = z.infer<typeof matchReasons>;

/** With any other reason, the contact of a link may be a colleague of the payer. */
export const reasonsOfOwnContact: readonly string[] = ['email', 'alias', 'created'] satisfies MatchReason[];

/** Why this lead of a person was chosen: server/matching/choose-lead.ts */
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

/** An earlier link between a customer and a lead, replaced by a later decision; times are ms. */
const formerLinkSchema = z.object({
  reason: z.string(),
  details: z.record(z.string(), z.json()),
  since: z.number(),
  /** Kommo's user id; null if the link was automatic */
  linkedBy: z.number().nullable(),
  removedAt: z.number().nullable(),
  removedBy: z.number().nullable(),
});
export type FormerLink = z.output<typeof formerLinkSchema>;

/** Values for the explanation. Stored with the link, so that it can be shown later in any language. */
export const matchDetailsSchema = z
  .object({
    /** the customer's e-mail, as FastSpring gave it */
    email: z.string(),
    /** the contact's name; if it has none, its e-mail or number */
    contact: z.string(),
    /** the contact's e-mail, if it is another spelling of the customer's */
    contactEmail: z.string(),
    /** the contact no longer exists in Kommo */
    contactGone: z.boolean(),
    domain: z.string(),
    /** the name of the company in Kommo */
    company: z.string(),
    customerCompany: z.string(),
    /** customer and contact also have the same name */
    sameName: z.boolean(),
    /** why this lead among several, or the objection to it */
    lead: z.enum([...choices, 'closed', 'incoming', 'archived', 'none']),
    /** how many leads were as good as the chosen one: open, or closed if none was open */
    equalLeads: z.number(),
    /** the lead that had the payments until it disappeared from Kommo */
    replaced: z.number(),
    /** the lead named by the order's tags, if it is another one */
    tagLead: z.number(),
    tagIgnored: z.enum(['forged', 'expired', 'stranger', 'gone', 'unlinked', 'hand']),
    /** the tag as written in the order; the same tag is not checked again */
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
  reason: matchReasons,
  confidence: z.number(),
  details: matchDetailsSchema,
});
export type Candidate = Readonly<z.output<typeof candidateSchema>>;

/** Why no lead was chosen, with the possible ones, likeliest first. Stored with the customer. */
export const unmatchedSchema = z.object({
  why: z.object({
    code: z.enum(['noEmail', 'nobody', 'onlyResembling', 'noLead', 'noOpenLead', 'severalContacts', 'severalLeads']),
    params: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
  candidates: z.array(candidateSchema).readonly(),
  /** the address already searched for in Kommo, while a wider search is still pending */
  searchedFor: z.string().nullable().optional(),
});
export type Unmatched = Readonly<z.output<typeof unmatchedSchema>>;

export type MatchOutcome = { readonly match: Match } | { readonly unmatched: Unmatched };
