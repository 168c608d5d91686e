export interface Pace {
  /** ms until the party may go; 0 when that is now */
  readonly waitFor: (party: string) => number;
  /** the party goes */
  readonly go: (party: string) => void;
}

/**
 * Spreads what each party sends over the window once it has used half of it. A backlog would otherwise take all slots of
 * a window in its first moments, and what others send one after the other would wait for the next window each time.
 * Costs a backlog nothing: evenly taken slots come back as evenly.
 * @param now ms, of a clock that only goes forward
 */
export function createPace(limit: number, windowMs: number, now: () => number): Pace {
  const gap = windowMs / limit;
  const atOnce = Math.ceil(limit / 2);
  /** when each would go if it had always kept the gap */
  const dueAt = new Map<string, number>();

  const waitFor = (party: string) => Math.max((dueAt.get(party) ?? 0) - gap * (atOnce - 1) - now(), 0);

  function go(party: string): void {
    const at = now();
    for (const [other, due] of dueAt) if (due < at) dueAt.delete(other);
    dueAt.set(party, Math.max(dueAt.get(party) ?? 0, at) + gap);
  }

  return { waitFor, go };
}
