import { direct } from '../config/egress-addresses.ts';
import { minute } from '../platform/time/units.ts';

/** What FastSpring takes: https://developer.fastspring.com/reference/getting-started-with-your-api */

/**
 * Requests in a minute, of each address. FastSpring takes 250; the margin is for what else the operator runs behind the
 * same address, and background work leaves room for people.
 */
export const requestsPerMinute = { interactive: 240, background: 200 };
/** ms for a whole exchange, body included */
export const exchangeMs = 30_000;
/** A request counts for a minute; the database may take five seconds beside the exchange itself. */
export const slotLimits = {
  service: 'fastspring',
  egress: direct.name,
  windowMs: minute,
  underWayMs: exchangeMs + 5_000,
} as const;
/** FastSpring's own number; more is not documented to work. */
export const elementsPerPage = 50;
/** Ids have 22 to 30 characters, and how many FastSpring takes is not documented. */
export const idsPerRead = 25;
/** It keeps events no longer. */
export const daysOfEvents = 30;
