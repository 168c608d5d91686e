/** A lead on which a customer's payments may stand. */
export interface Link {
  readonly leadId: number;
  /** ms */
  readonly since: number;
  readonly pipelineId: number;
}

/**
 * Which of a customer's leads a fact belongs to: the one that holds the order's or subscription's earlier facts, then
 * one in the product's pipeline, then the one linked last. Null when there is none.
 */
export function chooseLink(
  links: readonly Link[],
  earlierLeadIds: readonly number[],
  productPipelineIds: readonly number[],
): Link | null {
  const latestFirst = links.toSorted((one, other) => other.since - one.since || other.leadId - one.leadId);
  return (
    latestFirst.find((link) => earlierLeadIds.includes(link.leadId)) ??
    latestFirst.find((link) => productPipelineIds.includes(link.pipelineId)) ??
    latestFirst[0] ??
    null
  );
}
