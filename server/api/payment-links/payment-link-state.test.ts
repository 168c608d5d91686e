import { expect, test } from 'vitest';
import { type LinkEvents, paymentLinkState } from './payment-link-state.ts';

const made: LinkEvents = { createdAt: 100, openedAt: null, expiresAt: 1_000, orders: [] };
const failed = { state: 'failed', at: 300 } as const;
const pending = { state: 'payment_pending', at: 400 } as const;
const paid = { state: 'completed', at: 500 } as const;

test.each<[string, Partial<LinkEvents>, number, ReturnType<typeof paymentLinkState>]>([
  ['just made', {}, 200, { state: 'open', since: 100 }],
  ['followed', { openedAt: 150 }, 200, { state: 'opened', since: 150 }],
  ['declined: may be tried again', { openedAt: 150, orders: [failed] }, 400, { state: 'opened', since: 150 }],
  ['a transfer is awaited', { orders: [failed, pending] }, 450, { state: 'pending', since: 400 }],
  ['paid', { orders: [pending, paid] }, 600, { state: 'paid', since: 500 }],
  ['paid, and the time has run out since', { orders: [paid] }, 2_000, { state: 'paid', since: 500 }],
  ['out of time', { openedAt: 150 }, 1_000, { state: 'expired', since: 1_000 }],
  ['no end is known', { expiresAt: null }, 1e9, { state: 'open', since: 100 }],
])('%s', (_name, events, now, expected) => {
  expect(paymentLinkState({ ...made, ...events }, now)).toEqual(expected);
});
