import { randomBytes } from 'node:crypto';
import { recordAudit } from '../../audit/record-audit.ts';
import type { FastspringApi, Product } from '../../fastspring/api/api.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Account, PaymentLink } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { effectKey } from '../../rules/planning/effect.ts';
import type { Settings } from '../../rules/settings/settings.ts';
import { paymentLinkNote } from '../../texts/payment-link-text.ts';
import { productName } from '../catalog/store-products.ts';
import { isCheckoutAddress } from './checkout-address.ts';
import type { LinkDraft } from './link-draft.ts';
import { payUrl } from './pay-route.ts';
import type { StoredLink } from './read-links.ts';

/** Days. FastSpring's older checkouts live no longer, the newer ones one day, whatever is asked. */
const sessionDays = 7;
const quoteDays = 30;

export interface LinkRequest {
  readonly draft: LinkDraft;
  readonly product: Product;
  readonly account: Account;
  readonly leadId: number;
  readonly user: { readonly id: number; readonly name: string };
  readonly paymentLinks: Settings['paymentLinks'];
  /** by which the order comes back to this lead */
  readonly tags: Readonly<Record<string, string>>;
  /** the reader's, e.g. `pt-BR` */
  readonly language: string;
  readonly publicUrl: string;
  readonly fastspringApiUrl: string;
  /** ms since 1970 */
  readonly now: number;
}

type Checkouts = Pick<FastspringApi, 'createCheckout' | 'createSession' | 'createQuote'>;

/**
 * Makes the checkout or quote at FastSpring, keeps the link, and asks for its note on the lead in the same transaction.
 * Two equal requests at once may make two checkouts at FastSpring, of which one is kept: an unused one costs nothing.
 * @throws Problem when the store has no place for checkouts or the checkout cannot be paid; FastspringError
 */
export async function createPaymentLink(
  { prisma }: Pick<Database, 'prisma'>,
  fastspring: Checkouts,
  request: LinkRequest,
): Promise<PaymentLink> {
  const { draft, account, leadId, user, now } = request;
  const made = await makeAtFastspring(fastspring, request);
  const link = {
    id: draft.id,
    accountId: account.id,
    leadId: BigInt(leadId),
    token: randomBytes(16).toString('base64url'),
    kind: made.kind,
    fastspringId: made.id,
    url: made.url,
    product: productName(request.product, account.language),
    productPath: draft.product,
    quantity: draft.quantity,
    coupon: draft.coupon,
    email: draft.email,
    createdBy: BigInt(user.id),
    createdAt: new Date(now),
    expiresAt: made.expiresAt === null ? null : new Date(made.expiresAt),
  };
  const factKey = `payment-link:${link.id}`;
  const note = paymentLinkNote(
    { ...link, expiresAt: made.expiresAt, url: payUrl(request.publicUrl, link.token), madeBy: user.name },
    account.language,
  );
  return prisma.$transaction(async (transaction) => {
    const { count } = await transaction.paymentLink.createMany({ data: link, skipDuplicates: true });
    if (count > 0) {
      await transaction.effect.create({
        data: {
          accountId: account.id,
          key: effectKey(factKey, leadId, 'note'),
          factKey,
          leadId,
          kind: 'note',
          content: { kind: 'note', text: note },
          occurredAt: new Date(now),
          nextAttempt: new Date(now),
          createdAt: new Date(now),
        },
      });
      await recordAudit(transaction, {
        ...{ accountId: account.id, userId: user.id, action: 'payment_link_made', subject: leadId },
        after: { linkId: link.id, kind: link.kind, product: link.productPath, quantity: link.quantity },
      });
    }
    return transaction.paymentLink.findUniqueOrThrow({
      where: { accountId_id: { accountId: account.id, id: link.id } },
    });
  });
}

interface MadeAtFastspring {
  readonly kind: StoredLink['kind'];
  readonly id: string;
  readonly url: string;
  /** ms since 1970; null when FastSpring does not say */
  readonly expiresAt: number | null;
}

async function makeAtFastspring(fastspring: Checkouts, request: LinkRequest): Promise<MadeAtFastspring> {
  const { draft, paymentLinks } = request;
  if (draft.kind === 'quote') return makeQuote(fastspring, request);
  if (paymentLinks.checkout !== null) return makeCheckout(fastspring, request, paymentLinks.checkout);
  if (paymentLinks.storefront !== null) return makeSession(fastspring, request, paymentLinks.storefront);
  throw new Problem(
    409,
    'No checkout is chosen',
    'An administrator names FastSpring’s checkout on the widget’s settings page, under Payment links. A quote works without.',
    { code: 'no_checkout' },
  );
}

async function makeCheckout(
  fastspring: Checkouts,
  { draft, tags, language, fastspringApiUrl }: LinkRequest,
  { storeId, checkoutId, live }: NonNullable<Settings['paymentLinks']['checkout']>,
): Promise<MadeAtFastspring> {
  const checkout = await fastspring.createCheckout(
    { storeId, checkoutId },
    { ...purchaseOf(draft, tags), live, locale: language.slice(0, 2), country: draft.country, buyer: buyerOf(draft) },
  );
  const url = requireAddress(checkout.ready ? checkout.url : null, fastspringApiUrl, checkout.warnings);
  return { kind: 'checkout', id: checkout.id, url, expiresAt: checkout.expiresAt };
}

async function makeSession(
  fastspring: Checkouts,
  { draft, tags }: LinkRequest,
  storefront: string,
): Promise<MadeAtFastspring> {
  const session = await fastspring.createSession({
    ...purchaseOf(draft, tags),
    buyer: { contact: { ...buyerOf(draft), country: draft.country } },
    expiration: sessionDays,
  });
  const url = `https://${storefront}/session/${encodeURIComponent(session.id)}`;
  return { kind: 'session', id: session.id, url, expiresAt: session.expiresAt };
}

async function makeQuote(
  fastspring: Checkouts,
  { draft, tags, product, language, fastspringApiUrl }: LinkRequest,
): Promise<MadeAtFastspring> {
  const quote = await fastspring.createQuote({
    ...purchaseOf(draft, tags),
    name: `${productName(product, language)} × ${draft.quantity}`,
    recipient: buyerOf(draft),
    address: { country: draft.country, postalCode: draft.postalCode ?? '' },
    expirationDateDays: quoteDays,
  });
  return {
    kind: 'quote',
    id: quote.id,
    url: requireAddress(quote.url, fastspringApiUrl, []),
    expiresAt: quote.expiresAt,
  };
}

function purchaseOf({ product, quantity, coupon }: LinkDraft, tags: Readonly<Record<string, string>>) {
  return { items: [{ product, quantity }], tags, ...(coupon === null ? {} : { coupon }) };
}

function buyerOf({ email, firstName, lastName, company }: LinkDraft) {
  return {
    email,
    ...(firstName === '' ? {} : { first: firstName }),
    ...(lastName === '' ? {} : { last: lastName }),
    ...(company === null ? {} : { company }),
  };
}

/** Buyers are sent there by us, so it has to be an address that they can be sent to. */
function requireAddress(url: string | null, fastspringApiUrl: string, warnings: readonly string[]): string {
  if (url !== null && isCheckoutAddress(url, fastspringApiUrl)) return url;
  const reason = warnings.join(' ');
  throw new Problem(
    409,
    'FastSpring gave no address',
    `FastSpring gave no address where this can be paid. ${reason}`.trim(),
    { code: 'fastspring_refused', reason: reason === '' ? null : reason },
  );
}
