import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { kommoIdSchema } from '../kommo-id.ts';
import { readVisibleLeads } from '../people/lead-access.ts';
import { requirePerson } from '../people/person-access.ts';
import type { Api } from '../prepare-api.ts';
import { unknownPerson } from './card-requests.ts';
import { type AnswerCard, type CardQuery, cardQuerySchema } from './payments-answers.ts';
import { findPersonCustomers, type PersonCard } from './read-person.ts';
import { readPersonView } from './read-view.ts';

/**
 * The payments on the card of a contact or a company. Kommo is asked for its addresses and leads, and for what decides
 * who may see them, every few minutes, whoever looks.
 */
export function personPaymentsRoutes(app: Api, answerCard: AnswerCard): void {
  const ofContact = {
    schema: { params: z.object({ contactId: kommoIdSchema }), querystring: cardQuerySchema },
    schemaErrorFormatter: () => unknownPerson('contact'),
  };
  app.get('/api/v1/contacts/:contactId/payments', ofContact, (request, reply) =>
    answerPerson(request, reply, { kind: 'contact', id: request.params.contactId }),
  );
  const ofCompany = {
    schema: { params: z.object({ companyId: kommoIdSchema }), querystring: cardQuerySchema },
    schemaErrorFormatter: () => unknownPerson('company'),
  };
  app.get('/api/v1/companies/:companyId/payments', ofCompany, (request, reply) =>
    answerPerson(request, reply, { kind: 'company', id: request.params.companyId }),
  );

  function answerPerson(
    request: FastifyRequest<{ Querystring: CardQuery }>,
    reply: FastifyReply,
    card: PersonCard,
  ): Promise<FastifyReply> {
    const { user } = request;
    const { accountId } = user;
    return answerCard(request, reply, {
      ...{ subject: `${card.kind} ${card.id}`, known: request.headers['if-none-match'], more: [] },
      readAccess: () => requirePerson(request, card),
      nameAccess: (person) => person,
      async readView(person, language) {
        const read = await findPersonCustomers(app.database.prisma, accountId, card, person, (leadIds) =>
          readVisibleLeads(app.kommo.memory, user, leadIds),
        );
        const view = await readPersonView(app, card, read, { user, language, timeZone: request.query.zone });
        // An account's first event is not announced.
        return { view, isLasting: view.setup === 'ready', topics: read.topics };
      },
    });
  }
}
