import { expect, test } from 'vitest';
import { at } from '../../../testing/server/fastspring/read-facts.ts';
import { shownByApi } from '../../ledger/subscription-copy.ts';
import { understoodEventTypes } from '../catalogue.ts';
import { readEvent } from './index.ts';

/** The reason that each type gives for an object without a valid field. */
const reasons: readonly (readonly [types: RegExp, reason: string])[] = [
  [/^order\./, 'it has no order id'],
  [/^return\./, 'it has no return id'],
  [/^chargeback\./, 'it does not name its order'],
  [/^subscription\.(group\.payment\.)?charge\.failed$/, 'it has no subscription id'],
  [/^subscription\.(group\.payment\.)?charge\.completed$/, 'it names neither its order nor its subscription'],
  [/^subscription\.group\./, 'it has no group id'],
  [/^subscription\./, 'it has no subscription id'],
  [/^api\.subscription$/, 'it has no subscription id'],
  [/^quote\./, 'it has no quote id'],
  [/^fulfillment\./, 'it does not name its order'],
  [/^payoutEntry\./, 'it names no order and no return'],
  [/^account\./, 'it has no account id'],
  [/^mailingListEntry\./, 'it has no e-mail address'],
];

test.each([...understoodEventTypes, shownByApi])('%s without any data says what is missing', (type) => {
  const read = (data: unknown) =>
    readEvent({ type, live: null, createdAt: null, receivedAt: at, payload: JSON.stringify({ data }) });
  const [, reason] = reasons.find(([types]) => types.test(type)) ?? [];
  expect(read([])).toEqual({ outcome: 'unreadable', reason: 'its data is not an object' });
  expect(read({})).toEqual({ outcome: 'unreadable', reason });
});
