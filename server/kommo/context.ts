import type { FastifyBaseLogger } from 'fastify';
import type { Config } from '../config/config.ts';
import type { Sealer } from '../platform/crypto/seal.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import type { Egresses } from './requests/egresses.ts';
import type { KommoTimeouts } from './requests/timeouts.ts';

export type KommoConfig = Pick<Config, 'kommo' | 'publicUrl' | 'singleAccount'>;

/** What everything that asks Kommo shares in a process. */
export interface KommoContext {
  readonly prisma: PrismaClient;
  readonly sealer: Sealer;
  readonly config: KommoConfig;
  readonly timeouts: KommoTimeouts;
  readonly egresses: Egresses;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn'>;
  /** aborted when this process stops */
  readonly signal: AbortSignal;
}
