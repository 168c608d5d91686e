interface Limit {
  /** the amount that an owner may spend at once after a pause */
  readonly burst: number;
  /** the refill per second */
  readonly perSecond: number;
}

/**
 * A token bucket for each owner. No amount over `burst` is ever allowed.
 * @param now ms, of a clock that only goes forward
 */
export function createTokenBuckets({ burst, perSecond }: Limit, now: () => number) {
  /** the amount spent and not refilled by then */
  const debts = new Map<string, { readonly amount: number; readonly at: number }>();

  function debtOf(owner: string): number {
    const debt = debts.get(owner);
    if (debt === undefined) return 0;
    return Math.max(debt.amount - ((now() - debt.at) * perSecond) / 1_000, 0);
  }

  /** ms until the owner may spend this amount; 0 if now */
  function waitFor(owner: string, amount: number): number {
    const missing = debtOf(owner) + amount - burst;
    return Math.max(Math.ceil((missing / perSecond) * 1_000), 0);
  }

  /** Spends the amount if the owner may. Returns the same as `waitFor`. */
  function spend(owner: string, amount: number): number {
    const wait = waitFor(owner, amount);
    if (wait > 0) return wait;
    for (const other of debts.keys()) if (other !== owner && debtOf(other) === 0) debts.delete(other);
    debts.set(owner, { amount: debtOf(owner) + amount, at: now() });
    return 0;
  }

  return { waitFor, spend };
}
