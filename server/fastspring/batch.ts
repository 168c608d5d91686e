import { createHash } from 'node:crypto';

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
}

/**
 * Takes a delivery apart without looking into the events' data.
 * @returns undefined when the text is not JSON or has no `events` array
 */
export function readBatch(text: string): readonly IncomingEvent[] | undefined {
  const events = eventsOf(text);
  if (events === undefined) return undefined;
  const slices = sliceEvents(text);
  return events.map((event, index) => {
    // Where the text has two `events` keys the slices are not those of the array that JSON.parse took.
    const slice = slices.length === events.length ? slices[index] : undefined;
    return incomingEvent(event, slice ?? JSON.stringify(event));
  });
}

function eventsOf(text: string): readonly unknown[] | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null || !('events' in body) || !Array.isArray(body.events))
      return undefined;
    return body.events;
  } catch {
    return undefined;
  }
}

function incomingEvent(event: unknown, payload: string): IncomingEvent {
  const envelope: Readonly<Record<string, unknown>> = typeof event === 'object' && event !== null ? { ...event } : {};
  const { id, type, live, created } = envelope;
  return {
    eventId: isName(id) ? id : `content-${createHash('sha256').update(JSON.stringify(event)).digest('base64url')}`,
    type: isName(type) ? type : 'unknown',
    live: typeof live === 'boolean' ? live : null,
    createdAt: typeof created === 'number' && Math.abs(created) <= latestTime ? Math.trunc(created) : null,
    payload,
  };
}

/** What a Postgres index can hold: short, no NUL, no half of a surrogate pair. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= 200 && !value.includes('\0') && value.isWellFormed()
  );
}

/** of a JavaScript Date, ms */
const latestTime = 8.64e15;

/**
 * The texts of the elements of the first `events` array of the outermost object. Only called on valid JSON, so
 * brackets and strings are all there is to look at.
 */
function sliceEvents(text: string): readonly string[] {
  const slices: string[] = [];
  let depth = 0;
  let start = -1;
  let inEvents = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && !inEvents && text.slice(at + 1, end) === 'events') {
        const opening = /^\s*:\s*\[/.exec(text.slice(end + 1, end + 200));
        if (opening !== null) {
          inEvents = true;
          depth = 2;
          at = end + opening[0].length;
          start = at + 1;
          continue;
        }
      }
      at = end;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (inEvents && depth === 1) {
        const last = text.slice(start, at).trim();
        if (last !== '') slices.push(last);
        return slices;
      }
    } else if (character === ',' && inEvents && depth === 2) {
      slices.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return slices;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
