import { upperCaseId } from './identifiers.ts';
import type { Payload } from './payloads/values.ts';

/** An event in a webhook's `events`. `created` in ms. */
export interface FastSpringEvent {
  readonly id: string;
  readonly live: boolean;
  readonly processed: boolean;
  readonly type: string;
  readonly created: number;
  readonly data: Payload;
}

export function createEvent(type: string, data: Payload, created: number, live = true): FastSpringEvent {
  return { id: upperCaseId('EV', 28), live, processed: false, type, created, data };
}

/** A manual resend of an event: the same data under a new id and time. */
export function resentEvent(event: FastSpringEvent, created: number): FastSpringEvent {
  return { ...event, id: upperCaseId('EV', 28), created };
}
