/** The sandbox's clock: the machine's, moved forward by hand, so that expiry can be tested without waiting. */
export interface Clock {
  /** ms since 1970 */
  readonly now: () => number;
  /** Unix s, as Kommo writes its times */
  readonly seconds: () => number;
  readonly advance: (milliseconds: number) => void;
}

export function createClock(): Clock {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  return {
    now,
    seconds: () => Math.floor(now() / 1000),
    advance: (milliseconds) => {
      ahead += milliseconds;
    },
  };
}
