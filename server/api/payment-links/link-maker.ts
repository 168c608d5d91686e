import type { Product } from '../../fastspring/api/api.ts';
import { leadTagName } from '../../matching/lead-tag.ts';
import type { Account, PaymentLink } from '../../platform/database/generated/client.ts';
import { Problem } from '../../platform/http/problem.ts';
import { readSettings } from '../../rules/settings/settings.ts';
import { readUserNames, userName } from '../people/user-names.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import type { ApiServices } from '../prepare-api.ts';
import { createPaymentLink } from './create-link.ts';
import type { LinkDraft } from './link-draft.ts';
import type { PaymentLinkOffer } from './payment-links-view.ts';
import { toOffered } from './products.ts';

type LinkServices = Pick<
  ApiServices,
  'config' | 'database' | 'fastspring' | 'storeProducts' | 'leadTags' | 'wake' | 'now'
>;

/** The tag by which an order says which link it was made with: prisma/migrations has an index on it. */
const linkTag = 'kommo_payment_link';

interface WantedLink {
  readonly user: WidgetUser;
  readonly leadId: number;
  readonly draft: LinkDraft;
  /** the reader's, e.g. `pt-BR` */
  readonly language: string;
  /** @throws Problem when Kommo has no such lead; not asked for a link that is there already */
  readonly checkLead: () => Promise<unknown>;
}

export type LinkMaker = ReturnType<typeof createLinkMaker>;

export function createLinkMaker(services: LinkServices) {
  const { config, database, storeProducts, wake, now } = services;
  const { prisma } = database;

  async function readAccount(accountId: string) {
    const account = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
    return { account, paymentLinks: readSettings(account.settings).paymentLinks };
  }

  return {
    /** What can be sold, and how. @throws FastspringError */
    async offer(accountId: string, language: string): Promise<PaymentLinkOffer> {
      const { account, paymentLinks } = await readAccount(accountId);
      const products = await storeProducts.read(accountId);
      const canCheckOut = paymentLinks.checkout !== null || paymentLinks.storefront !== null;
      return {
        products: products
          .map((product) => toOffered(product, language, account.currency))
          .toSorted((one, other) => one.name.localeCompare(other.name, language)),
        kinds: canCheckOut ? ['checkout', 'quote'] : ['quote'],
      };
    },
    /**
     * The same id again is the same link: an answer that was lost on its way is asked for once more.
     * @throws Problem, FastspringError
     */
    async make({ user: { accountId, userId }, leadId, draft, language, checkLead }: WantedLink) {
      const present = await prisma.paymentLink.findUnique({ where: { accountId_id: { accountId, id: draft.id } } });
      if (present !== null) {
        if (isSame(present, leadId, draft)) return { link: present, isNew: false };
        throw new Problem(409, 'Not a new link', 'Another link has this id already. Try again.', {
          code: 'link_taken',
        });
      }
      await checkLead();
      const fastspring = services.fastspring(accountId);
      const { account, paymentLinks } = await readAccount(accountId);
      const userNames = await readUserNames(prisma, accountId);
      const link = await createPaymentLink(database, fastspring, {
        draft,
        product: productOf(draft, await storeProducts.read(accountId)),
        account,
        leadId,
        user: { id: userId, name: userName(userNames, userId) },
        paymentLinks,
        tags: { [leadTagName]: signLead(services, account, leadId), [linkTag]: draft.id },
        language,
        publicUrl: config.publicUrl,
        fastspringApiUrl: config.fastspringApiUrl,
        now: now(),
      });
      wake(accountId);
      return { link, isNew: true };
    },
  };
}

/** By this tag the order comes back to exactly this lead, whatever address pays. */
function signLead({ leadTags, now }: LinkServices, { kommoAccountId }: Account, leadId: number): string {
  if (kommoAccountId !== null) return leadTags.sign(leadId, Number(kommoAccountId), now());
  throw new Problem(
    503,
    'Kommo does not answer',
    'Kommo has not said yet which account this is. Try again in a minute.',
    { code: 'kommo_unreachable' },
  );
}

/** An id that is used again for another purchase is a mistake, and must not look like a new link. */
function isSame(link: PaymentLink, leadId: number, draft: LinkDraft): boolean {
  return (
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
