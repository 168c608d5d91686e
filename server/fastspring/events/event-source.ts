import type { z } from 'zod';
import type { Fact } from '../../ledger/fact.ts';

/** An event as it was stored, its data not looked into yet. */
export interface EventSource {
  /** FastSpring's event type */
  readonly type: string;
  /** the envelope's; null where the event has none */
  readonly live: boolean | null;
  /** ms, FastSpring's `created` */
  readonly createdAt: number | null;
  /** ms */
  readonly receivedAt: number;
  readonly data: unknown;
}

/** What an event family makes of an event: its facts, or why it cannot be read. */
type Reading = readonly Fact[] | { readonly unreadable: string };
export type ReadFamily = (source: EventSource) => Reading;

/** An event without the flag is real money until FastSpring says otherwise. */
export function isLive(source: EventSource, ...flags: readonly (boolean | null | undefined)[]): boolean {
  return [source.live, ...flags].every((flag) => flag !== false);
}

/**
 * When the event's own data does not say when it happened: FastSpring's `created`, or the arrival of events that have
 * none. A resend by hand has a later `created`; the ledger keeps the earliest that any event of a fact names.
 */
export function happenedAt(source: EventSource, ...times: readonly (number | null | undefined)[]): number {
  return [...times, source.createdAt].find((time) => time !== null && time !== undefined) ?? source.receivedAt;
}

/** When FastSpring reported it, or when it arrived where it does not say. */
export function reportedAt(source: EventSource): number {
  return source.createdAt ?? source.receivedAt;
}

/** Every shape here reads any object; only what is no object at all cannot be read. */
export function readShape<Shape extends z.ZodType>(shape: Shape, data: unknown): z.output<Shape> | null {
  const parsed = shape.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** The family of events whose data has this shape. */
export function readWith<Shape extends z.ZodType>(
  shape: Shape,
  read: (data: z.output<Shape>, source: EventSource) => Reading,
): ReadFamily {
  return (source) => {
    const data = readShape(shape, source.data);
    return data === null ? unreadable('its data is not an object') : read(data, source);
  };
}

export function unreadable(what: string): Reading {
  return { unreadable: what };
}
