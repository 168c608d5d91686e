import type { FastifyBaseLogger } from 'fastify';
import type { KommoApi } from '../kommo/api/api.ts';
import type { KommoMemory } from '../kommo/memory/memory.ts';
import type { PrismaClient } from '../platform/database/generated/client.ts';
import type { AccountFormats } from '../rules/ledger-values.ts';
import type { Settings } from '../rules/settings/settings.ts';
import type { DeliveryWatch } from './delivery-watch.ts';
import type { SkipList } from './effects/skip-list.ts';
import type { LeadReader } from './leads/lead-reader.ts';

/** The dependencies of delivery during one run of an account's job. */
export interface DeliveryContext {
  readonly accountId: string;
  /** its language is used for reasons and values that people read */
  readonly account: AccountFormats;
  readonly settings: Pick<Settings, 'fields'>;
  readonly prisma: PrismaClient;
  readonly kommo: KommoApi;
  readonly memory: Pick<KommoMemory, 'pipelines' | 'users' | 'leadFields'>;
  readonly leads: LeadReader;
  /** ms since 1970 */
  readonly now: () => number;
  readonly skips: SkipList;
  /** an administrator has paused writing: effects sent before are settled, and nothing is sent */
  readonly isWritingPaused: boolean;
  readonly log: Pick<FastifyBaseLogger, 'info' | 'warn' | 'error'>;
  readonly watch: DeliveryWatch;
  /**
   * Whether the run may go on after a request with an unknown outcome: Kommo has answered since the last such request.
   * What depends on the outcome waits in any case.
   */
  readonly mayGoOn: () => boolean;
  /** aborted when the run has to make room: each kind of effect still gets one request */
  readonly signal: AbortSignal;
}
