import type { z } from 'zod';
import type { Fact, SnapshotFact } from '../../ledger/fact.ts';

/** An event as stored; its data has not been read yet. */
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

/** The result of an event family: the event's facts, or why it cannot be read. */
type Reading = readonly Fact[] | { readonly unreadable: string };
export type ReadFamily = (source: EventSource) => Reading;

/** An event without the flag is real money until FastSpring says otherwise. */
export function isLive(source: EventSource, ...flags: readonly (boolean | null | undefined)[]): boolean {
  return [source.live, ...flags].every((flag) => flag !== false);
}

/**
 * The time of an event without one in its data: FastSpring's `created`, or the arrival of events without it. A manual
 * resend has a later `created`; the ledger keeps the earliest that any event of a fact names.
 */
export function happenedAt(source: EventSource, ...times: readonly (number | null | undefined)[]): number {
  return [...times, source.createdAt].find((time) => time !== null && time !== undefined) ?? source.receivedAt;
}

/** When FastSpring reported it, otherwise when it arrived. */
export function reportedAt(source: EventSource): number {
  return source.createdAt ?? source.receivedAt;
}

/** A subscription as an event shows it beside its news. */
export function snapshotFact(
  source: EventSource,
  { key, occurredAt, live, ...shown }: Omit<SnapshotFact, 'kind' | 'type' | 'reportedAt' | 'orderId'>,
): SnapshotFact {
  const { type } = source;
  return { kind: 'snapshot', key, type, occurredAt, reportedAt: reportedAt(source), live, orderId: null, ...shown };
}

/** Every schema here accepts any object; only a value that is not an object cannot be read. */
export function readShape<Shape extends z.ZodType>(shape: Shape, data: unknown): z.output<Shape> | null {
  const parsed = shape.safeParse(data);
  return parsed.success ? parsed.data : null;
}

/** A family of events with data of this shape. */
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
