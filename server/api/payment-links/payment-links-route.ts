import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import { requireLeadRight } from '../people/lead-access.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { requireLead } from '../people/require-lead.ts';
import { readUserNames } from '../people/user-names.ts';
import type { WidgetUser } from '../people/widget-user.ts';
import { readLinkDraft } from './link-draft.ts';
import { createLinkMaker } from './link-maker.ts';
import { manyLinksRoute } from './many-links-route.ts';
import type { PaymentLinksDependencies } from './payment-links-dependencies.ts';
import type { PaymentLinkOffer, PaymentLinkView } from './payment-links-view.ts';
import { readPaymentLinks, toLinkView } from './read-links.ts';

const leadIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

/** Checkout links that a salesperson makes on a lead's card, and whose orders come back to exactly that lead. */
export async function paymentLinksRoutes(app: FastifyInstance, dependencies: PaymentLinksDependencies): Promise<void> {
  const { database, authenticate, kommo, publicUrl, now } = dependencies;
  const { prisma } = database;
  const maker = createLinkMaker(dependencies);
  manyLinksRoute(app, dependencies, maker);
  type LeadRoute = { Params: { leadId: string } };

  app.get<LeadRoute>('/api/v1/leads/:leadId/payment-links/offer', async (request): Promise<PaymentLinkOffer> => {
    const user = await authenticate(request);
    await requireView(request, user, leadIdOf(request.params.leadId));
    return maker.offer(user.accountId, await readerLanguage(request, prisma, user.accountId));
  });

  app.post<LeadRoute>('/api/v1/leads/:leadId/payment-links', async (request, reply) => {
    const user = await authenticate(request);
    const { accountId } = user;
    const leadId = leadIdOf(request.params.leadId);
    await requireView(request, user, leadId);
    const draft = readLinkDraft(request.body);
    const language = await readerLanguage(request, prisma, accountId);
    const checkLead = () => requireLead(kommo, accountId, leadId);
    const { isNew } = await maker.make({ user, leadId, draft, language, checkLead });
    const view = await readView(user, leadId, draft.id);
    return reply.code(isNew ? 201 : 200).send(view);
  });

  async function requireView(request: FastifyRequest, user: WidgetUser, leadId: number): Promise<void> {
    await requireLeadRight({ prisma, memory: kommo.memory }, request, user, { leadId, right: 'view' });
  }

  async function readView({ accountId }: WidgetUser, leadId: number, linkId: string): Promise<PaymentLinkView> {
    const userNames = await readUserNames(prisma, accountId);
    const links = await readPaymentLinks(database, accountId, leadId);
    const link = links.find(({ id }) => id === linkId);
    if (link === undefined) throw new Problem(404, 'Unknown link', 'This link is not on the card any more. Reload it.');
    return toLinkView(link, publicUrl, userNames, now());
  }
}

function leadIdOf(text: string): number {
  const id = leadIdSchema.safeParse(text);
  if (!id.success)
    throw new Problem(404, 'Unknown lead', 'A lead’s payment links are at its number in Kommo. Reload the card.');
  return id.data;
}
