import type { FastifyBaseLogger } from 'fastify';
import type { Fastspring } from '../../fastspring/api/fastspring-api.ts';
import type { Kommo } from '../../kommo/kommo.ts';
import type { ErasureGuard } from '../../personal-data/guard.ts';
import type { Database } from '../../platform/database/database.ts';

export interface ReconciliationDependencies {
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly fastspring: Pick<Fastspring, 'forAccount'>;
  readonly kommo: Pick<Kommo, 'forAccount'>;
  readonly guard: Pick<ErasureGuard, 'admit'>;
  /** wakes the account's job for new events */
  readonly wake: (accountId: string) => void;
  /** waits until every currently stored event is recorded, or for some minutes at most */
  readonly untilRecorded: (accountId: string, signal: AbortSignal) => Promise<void>;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  /** ms since 1970 */
  readonly now: () => number;
}
