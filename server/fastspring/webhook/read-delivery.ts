import { type IncomingEvent, readBatch } from './batch.ts';
import { sliceEvents } from './slice-events.ts';

/** In one delivery: five megabytes of tiny events would hold up all other deliveries for minutes. */
const eventsAtMost = 1_000;

export type DeliveryReading =
  | { readonly outcome: 'events'; readonly events: readonly IncomingEvent[] }
  | { readonly outcome: 'tooManyEvents' }
  /** not JSON in UTF-8, or without an `events` array */
  | { readonly outcome: 'notABatch' };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Reads the body of a delivery. Its events are counted before any is parsed: a refusal has to cost little. */
export function readDelivery(body: Uint8Array): DeliveryReading {
  const text = textOf(body);
  if (text === undefined) return { outcome: 'notABatch' };
  const slices = sliceEvents(text, eventsAtMost);
  if (slices.length > eventsAtMost) return { outcome: 'tooManyEvents' };
  const events = readBatch(text, slices);
  return events === undefined ? { outcome: 'notABatch' } : { outcome: 'events', events };
}

function textOf(body: Uint8Array): string | undefined {
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}
