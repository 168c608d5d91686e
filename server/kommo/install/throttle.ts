/**
 * Decides whether a key may go: once in a period, and at most a fixed number of keys per period.
 * @param periodMs of `now`, a clock that only goes forward
 */
export function createThrottle(
  atMost: number,
  periodMs: number,
  now: () => number = () => performance.now(),
): (key: string) => boolean {
  const wentAt = new Map<string, number>();

  return (key) => {
    const at = now();
    for (const [other, went] of wentAt) if (at - went >= periodMs) wentAt.delete(other);
    if (wentAt.has(key) || wentAt.size >= atMost) return false;
    wentAt.set(key, at);
    return true;
  };
}
