import { readEvent } from '../../../server/fastspring/events/index.ts';
import type { Fact } from '../../../server/ledger/fact.ts';

/** The creation time of the events in these tests, ms. */
export const at = 1_763_640_000_000;

/**
 * The facts of an event with this data.
 * @param data as JSON text where numbers or duplicate keys must arrive as FastSpring writes them
 * @throws Error with the reason when it cannot be read
 */
export function readFacts(type: string, data: string | object, created = at): readonly Fact[] {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  const payload = `{"id":"EV1","type":"${type}","live":true,"created":${created},"data":${text}}`;
  const reading = readEvent({ type, live: true, createdAt: created, receivedAt: created, payload });
  if (reading.outcome !== 'facts') throw new Error(JSON.stringify(reading));
  return reading.facts;
}
