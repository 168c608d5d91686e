import { useMemo } from 'preact/hooks';
import type { SectionOutcome } from './use-section.ts';

/** The first entry of the list `name` with a refused value. */
export function useRefusedEntry(outcome: SectionOutcome<unknown>, name: string): { readonly index: number } | null {
  return useMemo(() => {
    if (outcome.kind !== 'refused') return null;
    const places = outcome.refusal.problems.map(({ path }) => path.split('.'));
    const index = places.find(([list]) => list === name)?.[1];
    return index === undefined ? null : { index: Number(index) };
  }, [outcome]);
}
