import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import { kommoIdSchema } from '../kommo-id.ts';
import { readVisibleLeads } from '../people/lead-access.ts';
import { requirePerson } from '../people/person-access.ts';
import type { Api } from '../prepare-api.ts';
import { type AnswerCard, waitSchema } from './payments-answers.ts';
import { type PersonCard, readPerson } from './read-person.ts';
import { readPersonView } from './read-view.ts';

/**
 * The payments on the card of a contact or a company. Kommo is asked for its addresses and leads, and for what decides
 * who may see them, every few minutes, whoever looks.
 */
export function personPaymentsRoutes(app: Api, answerCard: AnswerCard): void {
  const ofContact = {
    schema: { params: z.object({ contactId: kommoIdSchema }), querystring: waitSchema },
    schemaErrorFormatter: () => unknownPerson('contact'),
  };
  app.get('/api/v1/contacts/:contactId/payments', ofContact, (request, reply) =>
    answerPerson(request, reply, { kind: 'contact', id: request.params.contactId }),
  );
  const ofCompany = {
    schema: { params: z.object({ companyId: kommoIdSchema }), querystring: waitSchema },
    schemaErrorFormatter: () => unknownPerson('company'),
  };
  app.get('/api/v1/companies/:companyId/payments', ofCompany, (request, reply) =>
    answerPerson(request, reply, { kind: 'company', id: request.params.companyId }),
  );

  function answerPerson(
    request: FastifyRequest<{ Querystring: z.infer<typeof waitSchema> }>,
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
        const read = await readPerson(app.database.prisma, accountId, card, person, (leadIds) =>
          readVisibleLeads(app.kommo.memory, user, leadIds),
        );
        const view = await readPersonView(app, card, read, { user, language });
        // An account's first event is not announced.
        return { view, isLasting: view.setup === 'ready', topics: read.topics };
      },
    });
  }
}

function unknownPerson(kind: PersonCard['kind']): Problem {
  const detail = `A ${kind}’s payments are at its number in Kommo. Reload the card.`;
  return kind === 'contact'
    ? new Problem(404, 'Unknown contact', detail, { code: 'contact_unknown' })
    : new Problem(404, 'Unknown company', detail, { code: 'company_unknown' });
}
