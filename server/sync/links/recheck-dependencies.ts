import type { KommoApi } from '../../kommo/api/api.ts';
import type { PrismaClient } from '../../platform/database/generated/client.ts';

/** What checking an account's links against Kommo needs. */
export interface RecheckDependencies {
  readonly prisma: PrismaClient;
  readonly kommo: Pick<KommoApi, 'getLeads' | 'getContacts'>;
  /** ms since 1970 */
  readonly now: () => number;
  /** stops between two requests */
  readonly signal: AbortSignal;
}

/** What queueing an account's unmatched customers after changes in Kommo needs. */
export interface RematchDependencies extends RecheckDependencies {
  readonly kommo: RecheckDependencies['kommo'] & Pick<KommoApi, 'listChangedContacts' | 'listNewLeads'>;
}
