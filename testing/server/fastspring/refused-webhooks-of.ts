import { createRefusedWebhooks, type RefusedWebhooks } from '../../../server/fastspring/webhook/refused-webhooks.ts';
import type { Database } from '../../../server/platform/database/database.ts';

/** For a test that is not about them. */
export function refusedWebhooksOf({ prisma }: Pick<Database, 'prisma'>): RefusedWebhooks {
  const nothing = () => undefined;
  return createRefusedWebhooks({ prisma, forgetOwner: nothing, log: { warn: nothing }, now: Date.now });
}
