/** What `GET /api/v1/leads?search=` answers: leads in Kommo to which the reader may link a customer, open ones first. */
export interface FoundLeads {
  readonly leads: readonly FoundLead[];
  /** contacts who fit, and have no lead to link to */
  readonly contactsWithoutLeads: readonly { readonly id: number; readonly name: string }[];
}

export interface FoundLead {
  readonly leadId: number;
  readonly leadName: string;
  /** names; null when Kommo has no such pipeline or stage any more */
  readonly pipeline: string | null;
  readonly stage: string | null;
  /** the name of its contact: the one who fits the search, otherwise the main one */
  readonly contact: string | null;
}
