export interface Standstill {
  readonly count: () => number;
  /** the last one that was noticed; null when there was none. Times in ms */
  readonly last: () => { readonly endedAt: number; readonly lasted: number } | null;
  /** called after each with its length, ms, as soon as it is noticed */
  readonly onEnd: (listener: (lasted: number) => void) => void;
  readonly stop: () => void;
}

/**
 * Counts how often this process stood still for long: was stopped, suspended or starved. Somebody else may have taken
 * over its work meanwhile, so what it was about to send must not leave any more.
 * @param now ms; a clock that goes on while the machine is suspended
 */
export function detectStandstill(now: () => number): Standstill {
  const listeners: ((lasted: number) => void)[] = [];
  let seenAt = now();
  let count = 0;
  let last: ReturnType<Standstill['last']> = null;
  const look = () => {
    const lasted = now() - seenAt;
    seenAt += lasted;
    if (lasted > longestGap) {
      count += 1;
      last = { endedAt: seenAt, lasted };
      for (const listener of listeners) listener(lasted);
    }
    return count;
  };
  const timer = setInterval(look, lookEvery).unref();
  return {
    count: look,
    last: () => last,
    onEnd: (listener) => void listeners.push(listener),
    stop: () => clearInterval(timer),
  };
}

/** ms; an account's job goes to another process after 10 s without a sign of life */
const longestGap = 5_000;
const lookEvery = 1_000;
