import type { FastifyBaseLogger } from 'fastify';

/**
 * s; the work of a killed process continues elsewhere after at most this time. A process that stalls for longer loses
 * its lease, so every later write must check the lease in the same transaction.
 */
export const leaseSeconds = 20;
const renewEvery = leaseSeconds * 250;

/**
 * Renews a lease while its work goes on, even during a long step.
 * @returns a function that ends the renewals
 */
export function renewRegularly(renew: () => Promise<unknown>, log: Pick<FastifyBaseLogger, 'warn'>): () => void {
  const timer = setInterval(() => {
    renew().catch((error: unknown) => log.warn({ err: error }, 'a lease could not be renewed; it is tried again'));
  }, renewEvery);
  return () => clearInterval(timer);
}
