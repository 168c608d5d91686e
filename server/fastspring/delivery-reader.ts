import { Piscina } from 'piscina';
import { type DeliveryReading, readDelivery } from './read-delivery.ts';

/** Reads the bodies of deliveries without holding up other requests. */
export interface DeliveryReader {
  readonly read: (body: Uint8Array) => Promise<DeliveryReading>;
  readonly close: () => Promise<void>;
}

/** bytes; handing less over to a thread takes longer than reading it */
const largeFrom = 64 * 1024;
/** ms; then the thread ends and gives its memory back */
const idleAtMost = 10_000;

/**
 * Five megabytes take a quarter of a second to read, in which this process would answer nobody else. So large bodies
 * are read in a thread, one after the other. It begins with the first of them, and this process goes before it where
 * both want the processor (on Linux).
 */
export function createDeliveryReader(): DeliveryReader {
  const thread = new Piscina<Uint8Array, DeliveryReading>({
    filename: new URL('read-delivery.ts', import.meta.url).href,
    name: readDelivery.name,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleAtMost,
    niceIncrement: 10,
    // Enough for five megabytes of whatever JSON; with more, garbage stays for longer.
    resourceLimits: { maxOldGenerationSizeMb: 144, maxYoungGenerationSizeMb: 16 },
  });
  return {
    read: async (body) => (body.length < largeFrom ? readDelivery(body) : thread.run(body)),
    close: () => thread.close(),
  };
}
