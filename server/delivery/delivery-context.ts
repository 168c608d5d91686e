import type { PrismaClient } from '../database/generated/client.ts';
import type { KommoApi } from '../kommo/api.ts';
import type { KommoMemory } from '../kommo/memory.ts';
import type { LeadReader } from './lead-reader.ts';

/** What delivering needs during one run of an account's job. */
export interface DeliveryContext {
  readonly accountId: string;
  /** of the account, for reasons that people read */
  readonly language: string;
  readonly prisma: PrismaClient;
  readonly kommo: KommoApi;
  readonly memory: Pick<KommoMemory, 'pipelines' | 'users'>;
  readonly leads: LeadReader;
  /** ms since 1970 */
  readonly now: () => number;
  /** aborted when the run has to make room: each kind of effect still gets one request */
  readonly signal: AbortSignal;
}
