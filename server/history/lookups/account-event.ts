import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { BuyerAccount } from '../../fastspring/api/api.ts';
import { parseSliceable } from '../../fastspring/api/sliceable-json.ts';
import type { IncomingEvent } from '../../fastspring/webhook/batch.ts';

const type = 'account.updated';

/**
 * The properties in FastSpring's own account.updated. The API adds charges and orders, which change with every payment.
 */
const stated = new Set(['id', 'account', 'contact', 'address', 'language', 'country', 'lookup', 'url']);

const objectSchema = z.record(z.string(), z.unknown());

/**
 * An account from the API, as the event that FastSpring would have sent, so that the ledger stays a function of the
 * stored events. The same data gives an event with the same id.
 * @param readAt ms since 1970
 */
export function accountEvent({ id, json }: BuyerAccount, readAt: number): IncomingEvent {
  const account = Object.entries(objectSchema.parse(parseSliceable(json)));
  const data = Object.fromEntries(account.filter(([name]) => stated.has(name)));
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('base64url').slice(0, 22);
  const eventId = `api-account-${id}-${hash}`;
  return {
    eventId,
    type,
    live: null,
    createdAt: readAt,
    payload: JSON.stringify({ id: eventId, type, created: readAt, data }),
  };
}
