import type { RecordedRequest, Traffic } from './traffic.ts';

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

/**
 * Judges requests as they arrive, those of each address by themselves. A refused request counts like any other, so
 * hammering never gets through.
 */
export function createRateLimiter(limit: RateLimit, traffic: Traffic): (request: RecordedRequest) => RateLimitVerdict {
  const blockedUntil = new Map<string, number>();
  const refusals = new Map<string, readonly number[]>();
  return (request) => {
    const { at, caller } = request;
    if (at < (blockedUntil.get(caller) ?? 0)) return 'blocked';
    if (traffic.countBefore(request, limit.windowMs) <= limit.requests) return 'allowed';
    const recent = [...(refusals.get(caller) ?? []).filter((earlier) => earlier > at - 10 * limit.windowMs), at];
    refusals.set(caller, recent);
    if (recent.length <= limit.refusalsBeforeBlock) return 'over_limit';
    blockedUntil.set(caller, at + limit.blockFor);
    refusals.delete(caller);
    return 'blocked';
  };
}
