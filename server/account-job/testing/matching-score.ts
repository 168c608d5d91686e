import type { Outcome, Row } from './matching-world.ts';

export interface Score {
  readonly rows: number;
  /** links to a lead that the payments do not belong to */
  readonly wrong: number;
  /** of all links, those to the right lead */
  readonly precision: number;
  /** of all rows whose payments belong to a lead, those linked to it */
  readonly recall: number;
  /** the same, with leads that are offered to a person */
  readonly recallWithOffers: number;
}

/** How good the outcomes are, whatever the rows expect of the words. */
export function scoreOf(played: readonly { readonly row: Row; readonly outcome: Outcome }[]): Score {
  const judged = played.map(({ row, outcome }) => ({ ...outcome, right: rightLeads(row) }));
  const links = judged.flatMap(({ linked, right }) => linked.map((lead) => right.includes(lead)));
  const rightLinks = links.filter(Boolean).length;
  const withLead = judged.filter(({ right }) => right.length > 0);
  const linked = withLead.filter((row) => row.linked.some((lead) => row.right.includes(lead)));
  const offered = withLead.filter((row) => [...row.linked, ...row.offered].some((lead) => row.right.includes(lead)));
  return {
    rows: judged.length,
    wrong: links.length - rightLinks,
    precision: rightLinks / links.length,
    recall: linked.length / withLead.length,
    recallWithOffers: offered.length / withLead.length,
  };
}

/** Those that the row says the payments are put on, and the one that they belong to otherwise. */
function rightLeads([, , expected, belongsTo]: Row): readonly string[] {
  const putOn = [...expected.matchAll(/(?:^|, )([A-Z]) by /g)].map(([, lead = '']) => lead);
  return belongsTo === undefined ? (/^[A-Z] by /.test(expected) ? putOn : []) : [belongsTo];
}
