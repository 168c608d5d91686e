import type { Traffic } from './traffic.ts';

/** Settable at any time; a limit of `Infinity` switches it off. */
export interface RateLimit {
  /** requests allowed in any sliding window */
  requests: number;
  windowMs: number;
  /** s, reported to the caller over the limit */
  retryAfter: number;
  /** this many refusals within ten windows end in a block */
  refusalsBeforeBlock: number;
  /** ms */
  blockFor: number;
}

export type RateLimitVerdict = 'allowed' | 'over_limit' | 'blocked';

/** Judges requests as they arrive. A refused request counts like any other, so hammering never gets through. */
export function createRateLimiter(limit: RateLimit, traffic: Traffic): (arrivedAt: number) => RateLimitVerdict {
  let blockedUntil = 0;
  let refusals: number[] = [];
  return (arrivedAt) => {
    if (arrivedAt < blockedUntil) return 'blocked';
    if (traffic.countBefore(arrivedAt, limit.windowMs) <= limit.requests) return 'allowed';
    refusals = [...refusals.filter((at) => at > arrivedAt - 10 * limit.windowMs), arrivedAt];
    if (refusals.length <= limit.refusalsBeforeBlock) return 'over_limit';
    blockedUntil = arrivedAt + limit.blockFor;
    refusals = [];
    return 'blocked';
  };
}
