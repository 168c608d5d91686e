import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import { kommoIdSchema } from '../kommo-id.ts';
import { requireLeadRight } from '../people/lead-access.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { requireLead } from '../people/require-lead.ts';
import { readUserNames } from '../people/user-names.ts';
import type { Api } from '../prepare-api.ts';
import { draftSchema, readLinkDraft } from './link-draft.ts';
import { createLinkMaker } from './link-maker.ts';
import { manyLinksRoute } from './many-links-route.ts';
import type { PaymentLinkOffer, PaymentLinkView } from './payment-links-view.ts';
import { readPaymentLinks, toLinkView } from './read-links.ts';

const params = z.object({ leadId: kommoIdSchema });

/** Checkout links that a salesperson makes on a lead's card, and whose orders come back to exactly that lead. */
export async function paymentLinksRoutes(app: Api): Promise<void> {
  const { config, database, now } = app;
  const maker = createLinkMaker(app);
  manyLinksRoute(app, maker);

  const offering = { schema: { params }, schemaErrorFormatter: unknownLead };
  app.get('/api/v1/leads/:leadId/payment-links/offer', offering, async (request): Promise<PaymentLinkOffer> => {
    await requireLeadRight(request, { leadId: request.params.leadId, right: 'view' });
    return maker.offer(request.user.accountId, readerLanguage(request));
  });

  const making = { ...offering, config: { body: draftSchema } };
  app.post('/api/v1/leads/:leadId/payment-links', making, async (request, reply) => {
    const { user } = request;
    const { leadId } = request.params;
    await requireLeadRight(request, { leadId, right: 'view' });
    const draft = readLinkDraft(request.body);
    const language = readerLanguage(request);
    const checkLead = () => requireLead(request, leadId);
    const { isNew } = await maker.make({ user, leadId, draft, language, checkLead });
    const userNames = await readUserNames(database.prisma, user.accountId);
    const links = await readPaymentLinks(database, user.accountId, leadId);
    const link = links.find(({ id }) => id === draft.id);
    if (link === undefined) throw unknownLink();
    const view: PaymentLinkView = toLinkView(link, config.publicUrl, userNames, now());
    return reply.code(isNew ? 201 : 200).send(view);
  });
}

function unknownLead(): Problem {
  return new Problem(404, 'Unknown lead', 'A lead’s payment links are at its number in Kommo. Reload the card.', {
    code: 'lead_unknown',
  });
}

function unknownLink(): Problem {
  return new Problem(404, 'Unknown link', 'This link is not on the card any more. Reload it.', {
    code: 'link_unknown',
  });
}
