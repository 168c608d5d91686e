import { z } from 'zod';
import { orderStates } from '../../ledger/fact.ts';
import type { Database } from '../../platform/database/database.ts';
import { readRows } from '../../platform/database/read-rows.ts';
import { type UserNames, userName } from '../people/user-names.ts';
import { payUrl } from './pay-route.ts';
import { paymentLinkState } from './payment-link-state.ts';
import type { PaymentLinkView } from './payment-links-view.ts';

/** The card lists so many; older ones are in the lead's notes. */
const linksAtMost = 20;

/** in ms */
const time = z.coerce.date().transform((date) => date.getTime());
/** FastSpring's /v2/checkouts, /sessions and /quotes. */
export const linkKinds = z.enum(['checkout', 'session', 'quote']);
const linkSchema = z.object({
  id: z.string(),
  token: z.string(),
  kind: linkKinds,
  product: z.string(),
  quantity: z.number(),
  coupon: z.string().nullable(),
  email: z.string(),
  createdBy: z.coerce.number(),
  createdAt: time,
  expiresAt: time.nullable(),
  openedAt: time.nullable(),
  orders: z.array(z.object({ state: orderStates, at: z.number() })),
});
/** A payment link as it is stored, with the orders that it became. */
export type StoredLink = Readonly<z.output<typeof linkSchema>>;

/**
 * A lead's payment links, newest first. The orders that a link became are found by the mark that the link put among
 * their tags, a quote's also by the quote that the order names; both ways have an index.
 */
export function readPaymentLinks(
  database: Pick<Database, 'query'>,
  accountId: string,
  leadId: number,
): Promise<readonly StoredLink[]> {
  return readRows(database, linkSchema)`
    SELECT l."id", l."token", l."kind", l."product", l."quantity", l."coupon", l."email",
      l."created_by"::text AS "createdBy", l."created_at" AS "createdAt", l."expires_at" AS "expiresAt",
      l."opened_at" AS "openedAt",
      (SELECT coalesce(jsonb_agg(jsonb_build_object('state', o."state",
           'at', (extract(epoch FROM o."occurred_at") * 1000)::bigint)), '[]')
       FROM (
         SELECT "state", "occurred_at" FROM "orders"
         WHERE "account_id" = l."account_id" AND "details"->'tags'->>'kommo_payment_link' = l."id"::text
         UNION ALL
         SELECT "state", "occurred_at" FROM "orders"
         WHERE l."kind" = 'quote' AND "account_id" = l."account_id" AND "details"->>'quoteId' = l."fastspring_id"
       ) AS o) AS "orders"
    FROM "payment_links" AS l WHERE l."account_id" = ${accountId}::uuid AND l."lead_id" = ${leadId}::bigint
    ORDER BY l."created_at" DESC, l."id" LIMIT ${linksAtMost}::int`;
}

/** @param now ms since 1970 */
export function toLinkView(link: StoredLink, publicUrl: string, userNames: UserNames, now: number): PaymentLinkView {
  const { id, product, quantity, coupon, email, expiresAt } = link;
  const { state, since } = paymentLinkState(link, now);
  return {
    ...{ id, product, quantity, coupon, email, state },
    kind: link.kind === 'quote' ? 'quote' : 'checkout',
    url: payUrl(publicUrl, link.token),
    createdAt: new Date(link.createdAt).toISOString(),
    createdBy: userName(userNames, link.createdBy),
    expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString(),
    since: new Date(since).toISOString(),
  };
}
