import { Prisma } from '../platform/database/generated/client.ts';

/** The columns of a customer with a lead. Whoever unlinks them later sees them wait again, put aside before or not. */
export function linkedState(now: number) {
  return {
    matchState: 'linked',
    matchedAt: new Date(now),
    nextMatchAt: null,
    match: Prisma.DbNull,
    notRelevantAt: null,
    notRelevantBy: null,
  };
}
