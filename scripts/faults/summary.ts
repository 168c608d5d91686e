import type { Comparison } from './observe.ts';

export interface Summary {
  readonly title: string;
  /** how often each fault was injected, by its name */
  readonly faults: ReadonlyMap<string, number>;
  /** webhook events, resends included */
  readonly eventsSent: number;
  readonly comparison: Comparison;
  /** s from the last injected fault to the last effect */
  readonly settledAfter: number;
}

export function printSummary({ title, faults, eventsSent, comparison, settledAfter }: Summary): void {
  const injected = [...faults.values()].reduce((sum, count) => sum + count, 0);
  const kinds = [...faults].map(([kind, count]) => `${count} ${kind}`).join(', ');
  const lines = [
    title,
    `  faults injected        ${injected} (${kinds})`,
    `  events sent            ${eventsSent}`,
    `  effects expected       ${comparison.expected}`,
    `  effects found in Kommo ${comparison.found}`,
    `  duplicates             ${comparison.duplicates.length}`,
    `  lost                   ${comparison.lost.length}`,
    `  other differences      ${comparison.differences.length}`,
    `  settled after          ${settledAfter.toFixed(1)} s`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}
