/** A lead that may hold a customer's payments. */
export interface Link {
  readonly leadId: number;
  /** linked by a person */
  readonly byHand: boolean;
  /** ms */
  readonly since: number;
  readonly pipelineId: number;
}

/** A fact's own clues to its lead. */
export interface LeadHints {
  /** the lead named by its order's tags; null if they name none, or if the signature is forged */
  readonly taggedLeadId: number | null;
  /** the leads with earlier facts of the order or subscription */
  readonly earlierLeadIds: readonly number[];
  /** where the bought products are sold */
  readonly productPipelineIds: readonly number[];
}

/**
 * Chooses the lead of a customer for a fact. If any leads are linked by hand, only these are considered. The lead of the
 * payment link comes first, then the one with earlier facts of the order or subscription, then one in the product's
 * pipeline, then the one linked last. Null if the customer has no lead.
 */
export function chooseLink(links: readonly Link[], hints: LeadHints): Link | null {
  const byHand = links.filter((link) => link.byHand);
  const latestFirst = (byHand.length > 0 ? byHand : links).toSorted(
    (one, other) => other.since - one.since || other.leadId - one.leadId,
  );
  return (
    latestFirst.find((link) => link.leadId === hints.taggedLeadId) ??
    latestFirst.find((link) => hints.earlierLeadIds.includes(link.leadId)) ??
    latestFirst.find((link) => hints.productPipelineIds.includes(link.pipelineId)) ??
    latestFirst[0] ??
    null
  );
}
