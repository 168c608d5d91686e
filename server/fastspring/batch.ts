import { createHash } from 'node:crypto';
import { timeOrNull } from './moment.ts';

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
  return events.map((event, index) => incomingEvent(event, slices[index] ?? JSON.stringify(event)));
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

const opening = /\s*:\s*\[/y;

/**
 * The texts of the elements of the last `events` array of the outermost object, which is the one that JSON.parse takes.
 * Only called on valid JSON, so brackets and strings are all there is to look at.
 */
function sliceEvents(text: string): readonly string[] {
  let slices: string[] = [];
  let depth = 0;
  let start = -1;
  let inEvents = false;
  for (let at = nextSign(text, 0); at < text.length; at = nextSign(text, at + 1)) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      opening.lastIndex = end + 1;
      if (depth === 1 && isEvents(text.slice(at, end + 1)) && opening.test(text)) {
        inEvents = true;
        slices = [];
        depth = 2;
        start = opening.lastIndex;
        at = start - 1;
      } else at = end;
    } else if (character === '{' || character === '[') {
      depth += 1;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (inEvents && depth === 1) {
        const last = text.slice(start, at).trim();
        if (last !== '') slices.push(last);
        inEvents = false;
      }
    } else if (character === ',' && inEvents && depth === 2) {
      slices.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  return slices;
}

const insignificant = /[^"{}[\],]*/y;

/** The next place where something begins or ends. */
function nextSign(text: string, from: number): number {
  insignificant.lastIndex = from;
  insignificant.test(text);
  return insignificant.lastIndex;
}

/** A key may be written with escapes. */
function isEvents(literal: string): boolean {
  return literal === '"events"' || (literal.length < 50 && literal.includes('\\') && JSON.parse(literal) === 'events');
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
