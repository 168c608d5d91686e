export interface Standstill {
  readonly count: () => number;
  readonly stop: () => void;
}

/**
 * Counts how often this process stood still for long: was stopped, suspended or starved. Somebody else may have taken
 * over its work meanwhile, so what it was about to send must not leave any more.
 * @param now ms; a clock that goes on while the machine is suspended
 */
export function watchStandstill(now: () => number): Standstill {
  let seenAt = now();
  let count = 0;
  const look = () => {
    const gap = now() - seenAt;
    if (gap > longestGap) count += 1;
    seenAt += gap;
    return count;
  };
  const timer = setInterval(look, lookEvery).unref();
  return { count: look, stop: () => clearInterval(timer) };
}

/** ms; an account's job goes to another process after 10 s without a sign of life */
const longestGap = 5_000;
const lookEvery = 1_000;
