/** A lead that may hold a customer's payments. */
export interface Link {
  readonly leadId: number;
  /** linked by a person */
  readonly byHand: boolean;
  /** ms */
  readonly since: number;
  readonly pipelineId: number;
  /** neither won nor lost */
  readonly isOpen: boolean;
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
 * payment link comes first, then the one with earlier facts of the order or subscription, then an open one, then one in
 * the product's pipeline, then the one linked last. Null if the customer has no lead.
 */
export function chooseLink<Known extends Link>(links: readonly Known[], hints: LeadHints): Known | null {
  const byHand = links.filter((link) => link.byHand);
  const isInPipeline = (link: Link) => hints.productPipelineIds.includes(link.pipelineId);
  const bestFirst = (byHand.length > 0 ? byHand : links).toSorted(
    (one, other) =>
      Number(other.isOpen) - Number(one.isOpen) ||
      Number(isInPipeline(other)) - Number(isInPipeline(one)) ||
      other.since - one.since ||
      other.leadId - one.leadId,
  );
  return (
    bestFirst.find((link) => link.leadId === hints.taggedLeadId) ??
    bestFirst.find((link) => hints.earlierLeadIds.includes(link.leadId)) ??
    bestFirst[0] ??
    null
  );
}
