import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Problem } from '../../platform/http/problem.ts';
import { readVisibleLeads } from '../people/lead-access.ts';
import { requirePerson } from '../people/person-access.ts';
import { type PaymentsAnswers, type PaymentsDependencies, sendAnswer } from './payments-answers.ts';
import { type PersonCard, readPerson } from './read-person.ts';
import { readPersonView } from './read-view.ts';

const idSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

/**
 * The payments on the card of a contact or a company. Kommo is asked for its addresses and leads, and for what decides
 * who may see them, every few minutes, whoever looks.
 */
export function personPaymentsRoutes(
  app: FastifyInstance,
  dependencies: PaymentsDependencies,
  answers: PaymentsAnswers,
): void {
  const { database, authenticate, kommo } = dependencies;
  const { prisma } = database;

  app.get<{ Params: { contactId: string } }>('/api/v1/contacts/:contactId/payments', (request, reply) =>
    answerPerson(request, reply, { kind: 'contact', id: idOf(request.params.contactId, 'contact') }),
  );
  app.get<{ Params: { companyId: string } }>('/api/v1/companies/:companyId/payments', (request, reply) =>
    answerPerson(request, reply, { kind: 'company', id: idOf(request.params.companyId, 'company') }),
  );

  async function answerPerson(request: FastifyRequest, reply: FastifyReply, card: PersonCard): Promise<FastifyReply> {
    const user = await authenticate(request);
    const { accountId } = user;
    const answer = await answers.answer(request, reply, user, {
      ...{ subject: `${card.kind} ${card.id}`, known: request.headers['if-none-match'], more: [] },
      readAccess: () => requirePerson({ prisma, memory: kommo.memory }, request, user, card),
      nameAccess: (person) => person,
      async readView(person, language) {
        const read = await readPerson(prisma, accountId, card, person, (leadIds) =>
          readVisibleLeads(kommo.memory, user, leadIds),
        );
        const view = await readPersonView(dependencies, card, read, { user, language });
        // An account's first event is not announced.
        return { view, isLasting: view.setup === 'ready', topics: read.topics };
      },
    });
    return sendAnswer(reply, answer, 304);
  }
}

function idOf(text: string, kind: PersonCard['kind']): number {
  const id = idSchema.safeParse(text);
  if (!id.success)
    throw new Problem(404, `Unknown ${kind}`, `A ${kind}’s payments are at its number in Kommo. Reload the card.`);
  return id.data;
}
