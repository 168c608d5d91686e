import { Piscina } from 'piscina';
import { largeDelivery } from './large-delivery.ts';
import { type DeliveryReading, readDelivery } from './read-delivery.ts';

/** Reads the bodies of deliveries without holding up other requests. */
export interface DeliveryReader {
  /** `tooCostly`: reading it takes more memory than a delivery may have */
  readonly read: (body: Uint8Array) => Promise<DeliveryReading | { readonly outcome: 'tooCostly' }>;
  readonly close: () => Promise<void>;
}

/** bytes; below this, passing the body to a thread takes longer than reading it */
const middleFrom = 64 * 1024;
/** ms idle; then the thread ends and frees its memory */
const idleAtMost = 10_000;

/**
 * Five megabytes take a quarter of a second to read, and this process would answer no other request meanwhile. So
 * bodies that are not small are read in two threads, large ones in their own, one after the other. A thread starts with
 * its first body, and has a lower priority than this process (on Linux).
 */
export function createDeliveryReader(): DeliveryReader {
  const middle = createThread();
  const large = createThread();

  async function readInThread(body: Uint8Array): Promise<DeliveryReading | { readonly outcome: 'tooCostly' }> {
    try {
      return await (body.length < largeDelivery ? middle : large).run(body);
    } catch (error) {
      if (isOutOfMemory(error)) return { outcome: 'tooCostly' };
      throw error;
    }
  }

  return {
    read: async (body) => (body.length < middleFrom ? readDelivery(body) : readInThread(body)),
    close: async () => {
      await Promise.all([middle.close(), large.close()]);
    },
  };
}

function createThread(): Piscina<Uint8Array, DeliveryReading> {
  return new Piscina<Uint8Array, DeliveryReading>({
    filename: new URL('read-delivery.ts', import.meta.url).href,
    name: readDelivery.name,
    minThreads: 0,
    maxThreads: 1,
    idleTimeout: idleAtMost,
    niceIncrement: 10,
    // Enough for five megabytes of JSON, if it is not nested millions deep; with more, garbage stays for longer.
    resourceLimits: { maxOldGenerationSizeMb: 144, maxYoungGenerationSizeMb: 16 },
  });
}

/** Of the thread: https://nodejs.org/api/errors.html#err_worker_out_of_memory */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
