import type { PlayedRow } from './matching-world.ts';

export interface Score {
  readonly rows: number;
  /** links to a wrong lead */
  readonly wrong: number;
  /** share of links to the right lead among all links */
  readonly precision: number;
  /** share of rows linked to their true lead among all rows that have one */
  readonly recall: number;
  /** the same, also counting leads that are only offered to a person */
  readonly recallWithOffers: number;
}

/** Scores the outcomes against the true leads of the payments, not against the rows' expectations. */
export function scoreOf(played: readonly PlayedRow[]): Score {
  const judged = played.map(({ row: [, , , belongsTo], outcome }) => {
    const rightOf = (leads: readonly string[]) => leads.filter((lead) => [...(belongsTo ?? '')].includes(lead)).length;
    return {
      hasLead: belongsTo !== null,
      links: outcome.linked.length,
      rightLinks: rightOf(outcome.linked),
      rightOffers: rightOf(outcome.offered),
    };
  });
  const links = sum(judged.map((row) => row.links));
  const rightLinks = sum(judged.map((row) => row.rightLinks));
  const withLead = judged.filter(({ hasLead }) => hasLead);
  const linked = withLead.filter((row) => row.rightLinks > 0);
  const linkedOrOffered = withLead.filter((row) => row.rightLinks + row.rightOffers > 0);
  return {
    rows: judged.length,
    wrong: links - rightLinks,
    precision: rightLinks / links,
    recall: linked.length / withLead.length,
    recallWithOffers: linkedOrOffered.length / withLead.length,
  };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
