/** A lead on which a customer's payments may stand. */
export interface Link {
  readonly leadId: number;
  /** a person decided it */
  readonly byHand: boolean;
  /** ms */
  readonly since: number;
  readonly pipelineId: number;
}

/** What a fact itself says of its lead. */
export interface LeadHints {
  /** the lead that its order's tags name; null when they name none, or not with our signature */
  readonly taggedLeadId: number | null;
  /** the leads that hold the order's or subscription's earlier facts */
  readonly earlierLeadIds: readonly number[];
  /** where the bought products are sold */
  readonly productPipelineIds: readonly number[];
}

/**
 * Which of a customer's leads a fact belongs to. A person's decision counts before all else: when some are linked by hand
 * only these are considered. Of these the lead of the payment link, then the one that holds the order's or subscription's
 * earlier facts, then one in the product's pipeline, then the one linked last. Null when there is none.
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
