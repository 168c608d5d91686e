import { type Fact, factSchema } from './fact.ts';

/**
 * A fact as it was stored.
 * @throws ZodError when it was stored in a shape that this version does not know
 */
export function readStoredFact(data: unknown): Fact {
  return factSchema.parse(data);
}
