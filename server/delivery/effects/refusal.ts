import type { KommoProblem, KommoRefused } from '../../kommo/requests/errors.ts';

/**
 * Kommo's problems for each element of the batch, in the batch's order; an empty list for an element without a problem.
 * Kommo names an element by its `request_id`, or by its index if it has none.
 */
export function problemsByElement(
  refusal: KommoRefused,
  requestIds: readonly string[],
): readonly (readonly KommoProblem[])[] {
  return requestIds.map((requestId, index) =>
    refusal.problems.filter((problem) => problem.requestId === requestId || problem.requestId === String(index)),
  );
}

/** Kommo's own message, for the event log: about the element itself, or about the whole request. */
export function reasonOf(
  problems: readonly KommoProblem[],
  refusal: Pick<KommoRefused, 'message' | 'problems'>,
): string {
  const named = problems.length > 0 ? problems : refusal.problems.filter(({ requestId }) => requestId === null);
  if (named.length === 0) return refusal.message;
  return named
    .map(({ code, path, detail }) => [[code, path].filter(Boolean).join(' at '), detail].filter(Boolean).join(': '))
    .join('; ');
}
