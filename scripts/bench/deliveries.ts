import { signBody } from '../../server/fastspring/webhook/signature.ts';
import type { FastSpringEvent } from '../../testing/sandbox/fastspring/index.ts';
import type { Reader } from './bookshop.ts';
import type { LoadRequest } from './load.ts';

/** A reader's payment, without the other events of the purchase. */
export function soldTo(reader: Reader): FastSpringEvent {
  const completed = reader.buy().find(({ type }) => type === 'order.completed');
  if (completed === undefined) throw new Error('The sandbox sold nothing');
  return completed;
}

/** A signed webhook with one event. */
export function deliveryOf(secret: string, event: FastSpringEvent): LoadRequest {
  const body = Buffer.from(JSON.stringify({ events: [event] }));
  return { body, headers: { 'content-type': 'application/json', 'x-fs-signature': signBody(secret, body) } };
}
