import { type Fact, factSchema } from './fact.ts';

/**
 * A fact as it was stored.
 * @throws ZodError if it was stored in a format that this version does not know
 */
export function readStoredFact(data: unknown): Fact {
  return factSchema.parse(data);
}
