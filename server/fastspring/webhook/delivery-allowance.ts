import { TryLater } from '../../platform/http/problem.ts';
import { createTokenBuckets } from '../../platform/runtime/token-buckets.ts';
import { largeDelivery } from './large-delivery.ts';

const mebibyte = 1024 * 1024;
/**
 * The rate at which one account may send: more would take disk, database and processor from the others. The burst
 * covers the backlog of an hour or a move. Refused deliveries are not lost: FastSpring sends them again.
 */
const allowed = { burst: 32 * mebibyte, perSecond: 2 * mebibyte };
/** bytes; a smaller event, or a delivery without events, is as much work as one of this size */
const smallestEvent = 2 * 1024;
/** Small deliveries leave gaps for other accounts, so their bytes count at a lower rate. */
const smallCountsFor = 1 / 8;

export interface DeliveryAllowance {
  /**
   * Before a body is read. Uses up nothing, because the sender is not verified yet.
   * @param announced its bytes according to the header; 0 without one
   * @throws OverAllowance
   */
  readonly check: (accountId: string, announced: number) => void;
  /**
   * Charges a delivery with a valid signature to the allowance.
   * @throws OverAllowance
   */
  readonly spend: (accountId: string, bytes: number) => void;
  /**
   * Charges the extra cost of many small events beyond their bytes.
   * @throws OverAllowance
   */
  readonly spendOnEvents: (accountId: string, events: number, bytes: number) => void;
  /** deliveries refused so far */
  readonly countRefused: () => number;
}

/** Nothing was stored. */
export class OverAllowance extends TryLater {
  constructor(wait: number) {
    super(
      'Too much from one account',
      'This account has sent more in the last seconds than it may. Nothing was stored; send it again later.',
      Math.ceil(wait / 1_000),
      { code: 'webhook_over_allowance' },
    );
  }
}

/** @param now ms, of a clock that only goes forward */
export function createDeliveryAllowance(now: () => number): DeliveryAllowance {
  const buckets = createTokenBuckets(allowed, now);
  let refused = 0;

  function requireNoWait(wait: number): void {
    if (wait === 0) return;
    refused += 1;
    throw new OverAllowance(wait);
  }

  function costOf(bytes: number, events = 1): number {
    const size = Math.max(bytes, events * smallestEvent);
    return size < largeDelivery ? size * smallCountsFor : size;
  }

  return {
    check: (accountId, announced) => requireNoWait(buckets.waitFor(accountId, costOf(announced))),
    spend: (accountId, bytes) => requireNoWait(buckets.spend(accountId, costOf(bytes))),
    spendOnEvents: (accountId, events, bytes) =>
      requireNoWait(buckets.spend(accountId, Math.max(costOf(bytes, events) - costOf(bytes), 0))),
    countRefused: () => refused,
  };
}
