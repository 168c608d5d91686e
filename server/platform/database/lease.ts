import type { FastifyBaseLogger } from 'fastify';

/**
 * s; the work of a killed process goes on elsewhere after this time at most. A process that stands still for longer
 * loses its lease, so whatever it writes afterwards has to ask for the lease in the same transaction.
 */
export const leaseSeconds = 20;
const renewEvery = leaseSeconds * 250;

/**
 * Renews a lease while its work goes on, however long one step of it takes.
 * @returns what ends the renewals
 */
export function renewRegularly(renew: () => Promise<unknown>, log: Pick<FastifyBaseLogger, 'warn'>): () => void {
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.warn({ err: error }, 'a lease could not be renewed; it is tried again'));
  }, renewEvery);
  return () => clearInterval(timer);
}
