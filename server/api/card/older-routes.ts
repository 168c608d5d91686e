import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { badCursor } from '../cursor.ts';
import { kommoIdSchema } from '../kommo-id.ts';
import { readVisibleLeads, requireLeadRight } from '../people/lead-access.ts';
import { requirePerson } from '../people/person-access.ts';
import { readerLanguage } from '../people/reader-language.ts';
import type { Api } from '../prepare-api.ts';
import {
  addressesOf,
  badContacts,
  cardContactsSchema,
  leadParamsSchema,
  unknownLead,
  unknownPerson,
} from './card-requests.ts';
import type { OlderPage } from './older-view.ts';
import { type CardReach, findLeadCustomers } from './read-lead.ts';
import { olderQuerySchema, readOlder } from './read-older.ts';
import { findPersonCustomers, type PersonCard } from './read-person.ts';

const list = z.enum(['orders', 'subscriptions', 'history']);

type OlderRequest = FastifyRequest<{
  Params: { readonly list: z.infer<typeof list> };
  Querystring: z.infer<typeof olderQuerySchema>;
}>;

/**
 * The rest of a card's lists, a hundred at a time, for the people who may see the card. A page follows the entry that its
 * cursor names, whatever has been added in front of it since.
 */
export function olderRoutes(app: Api): void {
  const onError = (unknown: () => Error) => (_errors: unknown, part: string) =>
    part === 'params' ? unknown() : part === 'body' ? badContacts() : badCursor();
  const ofLead = {
    schema: { params: leadParamsSchema.extend({ list }), querystring: olderQuerySchema },
    schemaErrorFormatter: onError(unknownLead),
  };
  app.get('/api/v1/leads/:leadId/payments/:list', ofLead, (request) => answerLead(request, request.params.leadId, []));

  const withContacts = { ...ofLead, schema: { ...ofLead.schema, body: cardContactsSchema } };
  app.post('/api/v1/leads/:leadId/payments/:list', withContacts, (request) =>
    answerLead(request, request.params.leadId, addressesOf(request.body.contacts)),
  );

  const ofContact = {
    schema: { params: z.object({ contactId: kommoIdSchema, list }), querystring: olderQuerySchema },
    schemaErrorFormatter: onError(() => unknownPerson('contact')),
  };
  app.get('/api/v1/contacts/:contactId/payments/:list', ofContact, (request) =>
    answerPerson(request, { kind: 'contact', id: request.params.contactId }),
  );
  const ofCompany = {
    schema: { params: z.object({ companyId: kommoIdSchema, list }), querystring: olderQuerySchema },
    schemaErrorFormatter: onError(() => unknownPerson('company')),
  };
  app.get('/api/v1/companies/:companyId/payments/:list', ofCompany, (request) =>
    answerPerson(request, { kind: 'company', id: request.params.companyId }),
  );

  /** @param emails folded */
  async function answerLead(request: OlderRequest, leadId: number, emails: readonly string[]): Promise<OlderPage> {
    await requireLeadRight(request, { leadId, right: 'view' });
    return answer(request, await findLeadCustomers(app.database, request.user.accountId, leadId, emails));
  }

  async function answerPerson(request: OlderRequest, card: PersonCard): Promise<OlderPage> {
    const { user } = request;
    const person = await requirePerson(request, card);
    const visibleOf = (leadIds: readonly number[]) => readVisibleLeads(app.kommo.memory, user, leadIds);
    const { reach } = await findPersonCustomers(app.database.prisma, user.accountId, card, person, visibleOf);
    return answer(request, reach);
  }

  function answer(request: OlderRequest, reach: CardReach): Promise<OlderPage> {
    const { params, query } = request;
    return readOlder(app.database, reach, {
      list: params.list,
      after: query.cursor,
      language: readerLanguage(request),
    });
  }
}
