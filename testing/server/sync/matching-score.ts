import type { PlayedRow } from './matching-world.ts';

export interface Score {
  readonly rows: number;
  /** links to a lead to which the payments do not belong */
  readonly wrong: number;
  /** share of all links: those to the right lead */
  readonly precision: number;
  /** share of the rows with payments that belong to a lead: those linked to it */
  readonly recall: number;
  /** the same, counting leads that are only offered to a person */
  readonly recallWithOffers: number;
}

/** Scores the outcomes against the leads to which the payments really belong, not against what the rows expect. */
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
