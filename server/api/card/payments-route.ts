import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireLeadRight } from '../people/lead-access.ts';
import type { Api } from '../prepare-api.ts';
import { addressesOf, badContacts, cardContactsSchema, leadParamsSchema, unknownLead } from './card-requests.ts';
import { createLeadChanges } from './lead-changes.ts';
import { olderRoutes } from './older-routes.ts';
import { type CardQuery, cardQuerySchema, createCardAnswers } from './payments-answers.ts';
import { personPaymentsRoutes } from './person-payments-route.ts';
import { readView } from './read-view.ts';
import { createWaitingCounts } from './waiting-count.ts';

/** ms; open cards do not make the search for an unmatched customer more frequent */
const lookedForAgainAfter = 60_000;

const contactsSchema = cardContactsSchema.extend({
  /** the ETag of what the card shows already */
  known: z.string().max(200).nullish(),
});

type LeadRequest = FastifyRequest<{ Params: z.infer<typeof leadParamsSchema>; Querystring: CardQuery }>;

/**
 * The panel's data, from the ledger alone: while a card waits, FastSpring is never asked, and Kommo only for what decides
 * who may see the lead, every few minutes.
 */
export async function paymentsRoutes(app: Api): Promise<void> {
  const changes = createLeadChanges(app.database, app.log);
  const answerCard = createCardAnswers(app, changes);
  const countWaiting = createWaitingCounts(app.database, changes);
  personPaymentsRoutes(app, answerCard);
  olderRoutes(app);
  const schema = { params: leadParamsSchema, querystring: cardQuerySchema };

  app.get('/api/v1/leads/:leadId/payments', { schema, schemaErrorFormatter: unknownLead }, (request, reply) =>
    answerLead(request, reply, request.headers['if-none-match'], []),
  );

  const withContacts = {
    schema: { ...schema, body: contactsSchema },
    schemaErrorFormatter: (_errors: unknown, part: string) => (part === 'params' ? unknownLead() : badContacts()),
  };
  app.post('/api/v1/leads/:leadId/payments', withContacts, (request, reply) => {
    const { contacts, known } = request.body;
    return answerLead(request, reply, known ?? undefined, addressesOf(contacts));
  });

  /** @param emails folded */
  function answerLead(
    request: LeadRequest,
    reply: FastifyReply,
    known: string | undefined,
    emails: readonly string[],
  ): Promise<FastifyReply> {
    const { user } = request;
    const { leadId } = request.params;
    return answerCard(request, reply, {
      ...{ subject: `lead ${leadId}`, known, more: emails },
      async readAccess() {
        const { edit } = await requireLeadRight(request, { leadId, right: 'view' });
        return { edit, waiting: edit ? await countWaiting(user.accountId) : 0 };
      },
      // A new number of waiting customers is shown by the next request, and wakes no card that waits.
      nameAccess: (access) => access,
      async readView({ edit, waiting }, language) {
        const view = await readView(app, leadId, {
          user,
          edit,
          waiting,
          language,
          emails,
          timeZone: request.query.zone,
        });
        const isConfirmed = view.customers.every(({ match }) => match.confirmed);
        if (!isConfirmed) await lookInKommo(app, user.accountId, emails);
        // Neither an account's first event nor a payment of a customer who is not linked yet is announced.
        return { view, isLasting: view.setup === 'ready' && isConfirmed, topics: [String(leadId)] };
      },
    });
  }
}

/** The browser's word shows them; a link needs Kommo's. However often cards are opened, Kommo is not asked at every one. */
async function lookInKommo({ database, wake }: Api, accountId: string, emails: readonly string[]): Promise<void> {
  const { count } = await database.prisma.customer.updateMany({
    where: {
      accountId,
      emailFolded: { in: [...emails] },
      matchState: { in: ['new', 'unmatched'] },
      nextMatchAt: null,
      OR: [{ matchedAt: null }, { matchedAt: { lt: new Date(Date.now() - lookedForAgainAfter) } }],
    },
    data: { nextMatchAt: new Date() },
  });
  if (count > 0) wake(accountId);
}
