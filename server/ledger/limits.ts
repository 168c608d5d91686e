import { day } from '../platform/time/units.ts';

/** Newest charges of each type that count. A charge settles what was before it, so older ones decide nothing any more. */
export const chargesThatCount = 50;

/** ms; a charge that moved a subscription's `changed` did so about when it occurred */
export const editWithin = day;
