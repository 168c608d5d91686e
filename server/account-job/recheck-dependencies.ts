import type { PrismaClient } from '../database/generated/client.ts';
import type { KommoApi } from '../kommo/api.ts';

/** What checking an account's links against Kommo needs. */
export interface RecheckDependencies {
  readonly prisma: PrismaClient;
  readonly kommo: Pick<KommoApi, 'getLeads' | 'getContacts'>;
  /** ms since 1970 */
  readonly now: () => number;
  /** stops between two requests */
  readonly signal: AbortSignal;
}
