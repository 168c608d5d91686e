import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Database } from '../../database/database.ts';
import type { Account, PaymentLink } from '../../database/generated/client.ts';
import type { FastspringApi, Product } from '../../fastspring/api/api.ts';
import { FastspringError } from '../../fastspring/api/errors.ts';
import { Problem } from '../../http/problem.ts';
import type { Kommo } from '../../kommo/kommo.ts';
import { type LeadTags, leadTagName } from '../../matching/lead-tag.ts';
import { readSettings } from '../../rules/settings.ts';
import { requireLeadRight } from '../lead-access.ts';
import { readUserNames } from '../payments/user-names.ts';
import { readerLanguage } from '../reader-language.ts';
import { requireLead } from '../require-lead.ts';
import type { Authenticate, WidgetUser } from '../widget-user.ts';
import { createPaymentLink } from './create-link.ts';
import { fastspringProblem } from './fastspring-problem.ts';
import { type LinkDraft, readLinkDraft } from './link-draft.ts';
import type { PaymentLinkOffer, PaymentLinkView } from './payment-links-view.ts';
import { createProductMemory, toOffered } from './products.ts';
import { readPaymentLinks, toLinkView } from './read-links.ts';

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

/** The tag by which an order says which link it was made with: prisma/migrations has an index on it. */
const linkTag = 'kommo_payment_link';

const leadIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

/** Checkout links that a salesperson makes on a lead's card, and whose orders come back to exactly that lead. */
export async function paymentLinksRoutes(app: FastifyInstance, dependencies: PaymentLinksDependencies): Promise<void> {
  const { database, authenticate, kommo, leadTags, publicUrl, wake, now } = dependencies;
  const { prisma } = database;
  const readProducts = createProductMemory(now);
  type LeadRoute = { Params: { leadId: string } };

  app.get<LeadRoute>('/api/v1/leads/:leadId/payment-links/offer', async (request): Promise<PaymentLinkOffer> => {
    const user = await authenticate(request);
    await requireView(request, user, leadIdOf(request.params.leadId));
    const { accountId } = user;
    const language = await readerLanguage(request, prisma, accountId);
    const { account, paymentLinks } = await readAccount(accountId);
    const products = await fromFastspring(() => readProducts(accountId, dependencies.fastspring(accountId)));
    const canCheckOut = paymentLinks.checkout !== null || paymentLinks.storefront !== null;
    return {
      products: products
        .map((product) => toOffered(product, language, account.currency))
        .toSorted((one, other) => one.name.localeCompare(other.name, language)),
      kinds: canCheckOut ? ['checkout', 'quote'] : ['quote'],
    };
  });

  app.post<LeadRoute>('/api/v1/leads/:leadId/payment-links', async (request, reply) => {
    const user = await authenticate(request);
    const leadId = leadIdOf(request.params.leadId);
    await requireView(request, user, leadId);
    const draft = readLinkDraft(request.body);
    const isNew = await createUnlessThere(request, user, leadId, draft);
    const view = await readView(user, leadId, draft.id);
    return reply.code(isNew ? 201 : 200).send(view);
  });

  async function requireView(request: FastifyRequest, user: WidgetUser, leadId: number): Promise<void> {
    await requireLeadRight({ prisma, memory: kommo.memory }, request, user, { leadId, right: 'view' });
  }

  /** The same id again is the same link: an answer that was lost on its way is asked for once more. */
  async function createUnlessThere(
    request: FastifyRequest,
    { accountId, userId }: WidgetUser,
    leadId: number,
    draft: LinkDraft,
  ): Promise<boolean> {
    const present = await prisma.paymentLink.findUnique({ where: { id: draft.id } });
    if (present !== null) {
      if (isSame(present, accountId, leadId, draft)) return false;
      throw new Problem(409, 'Not a new link', 'Another link has this id already. Try again.', { code: 'link_taken' });
    }
    await requireLead(kommo, accountId, leadId);
    const fastspring = dependencies.fastspring(accountId);
    const { account, paymentLinks } = await readAccount(accountId);
    const userNames = await readUserNames(prisma, accountId);
    await fromFastspring(async () =>
      createPaymentLink(database, fastspring, {
        draft,
        product: productOf(draft, await readProducts(accountId, fastspring)),
        account,
        leadId,
        user: { id: userId, name: userNames.get(userId) ?? String(userId) },
        paymentLinks,
        tags: { [leadTagName]: signLead(account, leadId), [linkTag]: draft.id },
        language: await readerLanguage(request, prisma, accountId),
        publicUrl,
        now: now(),
      }),
    );
    wake(accountId);
    return true;
  }

  /** By this tag the order comes back to exactly this lead, whatever address pays. */
  function signLead({ kommoAccountId }: Account, leadId: number): string {
    if (kommoAccountId !== null) return leadTags.sign(leadId, Number(kommoAccountId), now());
    throw new Problem(
      503,
      'Kommo does not answer',
      'Kommo has not said yet which account this is. Try again in a minute.',
      {
        code: 'kommo_unreachable',
      },
    );
  }

  async function readView({ accountId }: WidgetUser, leadId: number, linkId: string): Promise<PaymentLinkView> {
    const userNames = await readUserNames(prisma, accountId);
    const links = await readPaymentLinks(database, accountId, leadId);
    const link = links.find(({ id }) => id === linkId);
    if (link === undefined) throw new Problem(404, 'Unknown link', 'This link is not on the card any more. Reload it.');
    return toLinkView(link, publicUrl, userNames, now());
  }

  async function readAccount(accountId: string) {
    const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    return { account, paymentLinks: readSettings(account.settings).paymentLinks };
  }
}

/** An id that is used again for another purchase is a mistake, and must not look like a new link. */
function isSame(link: PaymentLink, accountId: string, leadId: number, draft: LinkDraft): boolean {
  return (
    link.accountId === accountId &&
    link.leadId === BigInt(leadId) &&
    link.productPath === draft.product &&
    link.quantity === draft.quantity &&
    link.coupon === draft.coupon &&
    link.email === draft.email &&
    (link.kind === 'quote') === (draft.kind === 'quote')
  );
}

function productOf(draft: LinkDraft, products: readonly Product[]): Product {
  const product = products.find(({ path }) => path === draft.product);
  if (product !== undefined) return product;
  throw new Problem(400, 'Payment link not valid', 'FastSpring does not have this product any more. Choose another.', {
    code: 'link_invalid',
    fields: ['product'],
  });
}

function leadIdOf(text: string): number {
  const id = leadIdSchema.safeParse(text);
  if (!id.success)
    throw new Problem(404, 'Unknown lead', 'A lead’s payment links are at its number in Kommo. Reload the card.');
  return id.data;
}

async function fromFastspring<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof FastspringError ? fastspringProblem(error) : error;
  }
}
