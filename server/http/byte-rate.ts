export interface ByteRate {
  /** ms until the owner may send so many bytes; 0 when that is now */
  readonly waitFor: (owner: string, bytes: number) => number;
  /** Takes the bytes from the owner's allowance if they are in it. The same answer as `waitFor`. */
  readonly spend: (owner: string, bytes: number) => number;
}

interface Limit {
  /** bytes that an owner may send at once after a pause */
  readonly burst: number;
  /** bytes that come back each second */
  readonly perSecond: number;
}

/**
 * A bucket of bytes for each owner. More than `burst` is never allowed at once, so it must be larger than any body.
 * @param now ms, of a clock that only goes forward
 */
export function createByteRate({ burst, perSecond }: Limit, now: () => number): ByteRate {
  /** what was spent and has not come back by then */
  const debts = new Map<string, { readonly bytes: number; readonly at: number }>();

  function debtOf(owner: string): number {
    const debt = debts.get(owner);
    if (debt === undefined) return 0;
    return Math.max(debt.bytes - ((now() - debt.at) * perSecond) / 1_000, 0);
  }

  function waitFor(owner: string, bytes: number): number {
    const missing = debtOf(owner) + bytes - burst;
    return Math.max(Math.ceil((missing / perSecond) * 1_000), 0);
  }

  function spend(owner: string, bytes: number): number {
    const wait = waitFor(owner, bytes);
    if (wait === 0) debts.set(owner, { bytes: debtOf(owner) + bytes, at: now() });
    return wait;
  }

  return { waitFor, spend };
}
