import { readEvent } from '../../../server/fastspring/events/index.ts';
import type { IncomingEvent } from '../../../server/fastspring/webhook/batch.ts';
import { rankOf, type StatedFact } from '../../../server/ledger/merge-facts.ts';

/** An event in FastSpring's envelope. */
export interface TestEvent {
  readonly id: string;
  readonly type: string;
  readonly live: boolean;
  readonly created: number;
  readonly data: unknown;
}

/** The facts of these events, as the ledger accepts them. Throws when one of them is not understood. */
export function stateEvents(events: readonly TestEvent[]): readonly StatedFact[] {
  return events.flatMap((event) => {
    const { id, type, live, created } = event;
    const reading = readEvent({ type, live, createdAt: created, receivedAt: created, payload: JSON.stringify(event) });
    if (reading.outcome !== 'facts') throw new Error(`${type} is ${reading.outcome}: ${JSON.stringify(reading)}`);
    return reading.facts.map((fact) => ({ fact, rank: rankOf(fact, created, id) }));
  });
}

/** An event as the webhook passes it on for storing. */
export function asIncoming(event: TestEvent): IncomingEvent {
  const { id, type, live, created } = event;
  return { eventId: id, type, live, createdAt: created, payload: JSON.stringify(event) };
}
