import type { FastspringApi } from '../../fastspring/api/api.ts';
import type { Kommo } from '../../kommo/kommo.ts';
import type { LeadTags } from '../../matching/lead-tag.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Authenticate } from '../people/widget-user.ts';

export interface PaymentLinksDependencies {
  readonly database: Pick<Database, 'prisma' | 'query'>;
  readonly authenticate: Authenticate;
  readonly kommo: Pick<Kommo, 'forAccount' | 'memory'>;
  /** for a person who waits */
  readonly fastspring: (
    accountId: string,
  ) => Pick<FastspringApi, 'listProducts' | 'createCheckout' | 'createSession' | 'createQuote'>;
  readonly leadTags: Pick<LeadTags, 'sign'>;
  readonly publicUrl: string;
  /** has the account's job write the link's note; never waits */
  readonly wake: (accountId: string) => void;
  /** ms since 1970 */
  readonly now: () => number;
}
