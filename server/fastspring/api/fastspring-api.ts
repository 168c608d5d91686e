import type { Config } from '../../config/config.ts';
import { createSlots } from '../../outward/slots.ts';
import type { Sealer } from '../../platform/crypto/seal.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';
import { slotLimits } from '../limits.ts';
import type { FastspringPriority } from './acquire-slot.ts';
import type { FastspringApi } from './api.ts';
import { createCheckouts } from './checkouts.ts';
import { createConnection } from './connection.ts';
import { createEvents } from './events.ts';
import { createNotFoundConfirmation } from './not-found-confirmation.ts';
import type { FastspringCredentials } from './open-credentials.ts';
import { createReads } from './reads.ts';
import { createStoreRequests } from './store-requests.ts';
import { type CredentialsVerdict, tryCredentials } from './try-credentials.ts';

/** All that this process asks of FastSpring. One per process. */
export interface Fastspring {
  /** @param signal ends the waiting for a slot, not a request that is under way */
  readonly forAccount: (accountId: string, priority: FastspringPriority, signal: AbortSignal) => FastspringApi;
  readonly tryCredentials: (credentials: FastspringCredentials) => Promise<CredentialsVerdict>;
  /** Breaks off what is under way and refuses what comes. */
  readonly close: () => void;
}

export function createFastspring(dependencies: {
  readonly prisma: PrismaClient;
  readonly sealer: Sealer;
  readonly config: Pick<Config, 'fastspringApiUrl'>;
  /** ms, of a clock that never goes back */
  readonly clock: () => number;
}): Fastspring {
  const { prisma, sealer, config, clock } = dependencies;
  const stop = new AbortController();
  const shared = {
    connection: createConnection(prisma, sealer),
    slots: createSlots(prisma, slotLimits),
    isNotFoundConfirmed: createNotFoundConfirmation(clock),
    apiUrl: config.fastspringApiUrl,
    stop: stop.signal,
  };
  return {
    forAccount: (accountId, priority, signal) => {
      const requests = createStoreRequests(shared, accountId, priority, AbortSignal.any([signal, stop.signal]));
      return { ...createReads(requests), ...createEvents(requests), ...createCheckouts(requests) };
    },
    tryCredentials: (credentials) => tryCredentials(shared, credentials),
    close: () => stop.abort(),
  };
}
