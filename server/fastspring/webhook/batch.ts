import { createHash } from 'node:crypto';
import { timeOrNull } from '../moment.ts';
import { sliceEvents } from './slice-events.ts';

/** One event of a delivery, as far as storing it needs to know it. */
export interface IncomingEvent {
  /** FastSpring's id, or one derived from the content where it has none */
  readonly eventId: string;
  readonly type: string;
  readonly live: boolean | null;
  /** FastSpring's `created`, ms */
  readonly createdAt: number | null;
  /** the event's JSON text as it was sent: re-serialised, large amounts would lose digits */
  readonly payload: string;
  /** its payload was replaced by its facts, because it names an erased person */
  readonly isReduced?: boolean;
}

/**
 * Takes a delivery apart without looking into the events' data.
 * @returns undefined when the text is not JSON or has no `events` array
 */
export function readBatch(text: string): readonly IncomingEvent[] | undefined {
  const events = eventsOf(text);
  if (events === undefined) return undefined;
  const slices = sliceEvents(text);
  return events.map((event, index) => incomingEvent(event, slices[index] ?? JSON.stringify(event)));
}

/** Whether an `events` array of the text has more than so many. Looks no further, so that a refusal costs little. */
export function hasMoreEvents(text: string, atMost: number): boolean {
  return sliceEvents(text, atMost).length > atMost;
}

function eventsOf(text: string): readonly unknown[] | undefined {
  try {
    const body: unknown = JSON.parse(text);
    const { events }: { readonly events?: unknown } = body ?? {};
    return Array.isArray(events) ? events : undefined;
  } catch {
    return undefined;
  }
}

/** What the event around the data may hold, of whatever type. */
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

/** What a Postgres index can hold: short, no NUL, no half of a surrogate pair. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= 200 && !value.includes('\0') && value.isWellFormed()
  );
}

/** The event's text without its spaces, or as it came where it is nested too deeply to be written again. */
function normalized(event: unknown, asItCame: string): string {
  try {
    return JSON.stringify(event);
  } catch {
    return asItCame;
  }
}
