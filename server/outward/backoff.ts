import { Prisma } from '../platform/database/generated/client.ts';

/** Pauses that double with each failure in a row; both in the same unit. */
export interface Backoff {
  readonly first: number;
  readonly longest: number;
}

/** The pause after the `failures`-th failure in a row. */
export function backoff({ first, longest }: Backoff, failures: number): number {
  return Math.min(first * 2 ** (failures - 1), longest);
}

/** The same where the failures are counted: in a statement. */
export function backoffSql({ first, longest }: Backoff, failures: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`least(${first} * power(2, least(${failures}, 21) - 1), ${longest})`;
}

/**
 * Makes a pause longer by up to `share` of it, so that those that failed together do not come back together.
 * @param random 0 to 1
 */
export function jitter(pause: number, share: number, random: number): number {
  return Math.round(pause * (1 + share * random));
}
