import type { ProxyFault, TakeFault } from './kommo-proxy.ts';

export interface Ingredient {
  readonly fault: ProxyFault;
  readonly weight: number;
  /** the maximum number of times; unlimited when left out */
  readonly atMost?: number;
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The n-th request gets the n-th fault of the seed: `share` (0 to 1) of all requests get one. */
export function seededFaults(seed: number, share: number, mixture: readonly Ingredient[]): TakeFault {
  const random = seededRandom(seed);
  const used = new Map<Ingredient, number>();
  return () => {
    const [hit, choice] = [random(), random()];
    if (hit >= share) return null;
    const left = mixture.filter((each) => (used.get(each) ?? 0) < (each.atMost ?? Number.POSITIVE_INFINITY));
    const ingredient = pick(left, choice);
    if (ingredient === undefined) return null;
    used.set(ingredient, (used.get(ingredient) ?? 0) + 1);
    return ingredient.fault;
  };
}

/** @param choice 0 to 1 */
function pick(ingredients: readonly Ingredient[], choice: number): Ingredient | undefined {
  const total = ingredients.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  return ingredients.find(({ weight }) => {
    passed += weight;
    return choice * total < passed;
  });
}
