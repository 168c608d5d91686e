import { hash } from 'node:crypto';

/**
 * The one of `names` that a key is pinned to, by rendezvous hashing: the name whose hash together with the key is the
 * highest. The same in every process, whatever the order of the list. A new name takes its share of the keys and moves no
 * other; a name that goes gives away only its own.
 * @param names at least one
 */
export function pinTo(names: readonly string[], key: string): string {
  const [first, ...others] = names.map((name) => ({ name, weight: hash('sha256', `${name} ${key}`) }));
  if (first === undefined) throw new RangeError('There is nothing to pin to');
  return others.reduce((best, other) => (other.weight > best.weight ? other : best), first).name;
}
