import { createHash } from 'node:crypto';
import { parseJson } from '../../platform/json/parse-json.ts';
import { timeOrNull } from '../moment.ts';
import { sliceEvents } from './slice-events.ts';

/** The parts of a delivery's event that storing needs. */
export interface IncomingEvent {
  /** FastSpring's id, or one derived from the content if there is none */
  readonly eventId: string;
  readonly type: string;
  readonly live: boolean | null;
  /** FastSpring's `created`, ms */
  readonly createdAt: number | null;
  /** the event's JSON text exactly as sent: serialized again, large amounts would lose digits */
  readonly payload: string;
  /** its payload was replaced by its facts, because it names an erased person */
  readonly isReduced?: boolean;
}

/**
 * Splits a delivery into its events without reading their data.
 * @param slices the events' texts, where they are known
 * @returns undefined when the text is not JSON or has no `events` array
 */
export function readBatch(text: string, slices = sliceEvents(text)): readonly IncomingEvent[] | undefined {
  const events = eventsOf(text);
  if (events === undefined) return undefined;
  return events.map((event, index) => incomingEvent(event, slices[index] ?? JSON.stringify(event)));
}

function eventsOf(text: string): readonly unknown[] | undefined {
  const { events }: { readonly events?: unknown } = parseJson(text) ?? {};
  return Array.isArray(events) ? events : undefined;
}

/** The possible fields of an event's envelope, for any type. */
type Envelope = Readonly<Partial<Record<'id' | 'type' | 'live' | 'created', unknown>>>;

function incomingEvent(event: unknown, payload: string): IncomingEvent {
  const { id, type, live, created }: Envelope = event ?? {};
  return {
    eventId: isName(id) ? id : `content-${createHash('sha256').update(normalized(event, payload)).digest('base64url')}`,
    type: isName(type) ? type : 'unknown',
    live: typeof live === 'boolean' ? live : null,
    createdAt: typeof created === 'number' ? timeOrNull(created) : null,
    payload,
  };
}

/** A value that a Postgres index can hold: short, no NUL, no half of a surrogate pair. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= 200 && !value.includes('\0') && value.isWellFormed()
  );
}

/** The event's text without its spaces, or unchanged where it is nested too deeply to be serialized again. */
function normalized(event: unknown, asItCame: string): string {
  try {
    return JSON.stringify(event);
  } catch {
    return asItCame;
  }
}
