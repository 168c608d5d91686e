import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { askForLedgerFields } from '../../delivery/leads/ledger-fields.ts';
import { Problem } from '../../platform/http/problem.ts';
import { isOffered, linkByHand, unlinkByHand } from '../../sync/links/link-by-hand.ts';
import { noContent } from '../api-document.ts';
import type { FoundCustomers } from '../card/payments-view.ts';
import { kommoIdSchema } from '../kommo-id.ts';
import { requireBuyersAccess } from '../people/buyers-access.ts';
import { requireLeadRight } from '../people/lead-access.ts';
import { readerLanguage } from '../people/reader-language.ts';
import { requireLead } from '../people/require-lead.ts';
import type { Api } from '../prepare-api.ts';
import { searchWords } from '../search-words.ts';
import { findCustomers } from './find-customers.ts';
import { unmatchedFilterSchema } from './find-unmatched.ts';
import { readUnmatched } from './read-unmatched.ts';
import { requireCustomer } from './require-customer.ts';
import type { UnmatchedPage } from './unmatched-view.ts';

const searchSchema = z.object({ search: searchWords });
const leadSchema = z.object({ leadId: kommoIdSchema });
const linkSchema = leadSchema.extend({ customerId: z.uuid() });

/** Paying customers without a lead, and what people decide about whose payments are whose. */
export async function customersRoutes(app: Api): Promise<void> {
  const { database, now } = app;
  const { prisma } = database;

  const list = {
    config: { buyers: true },
    schema: { querystring: unmatchedFilterSchema },
    schemaErrorFormatter: badFilter,
  } as const;
  app.get('/api/v1/customers/unmatched', list, async (request): Promise<UnmatchedPage> => {
    const { accountId, isAdministrator } = request.user;
    const language = readerLanguage(request);
    return {
      ...(await readUnmatched(database, accountId, request.query, language)),
      canCreate: isAdministrator,
    };
  });

  const searching = { schema: { querystring: searchSchema }, schemaErrorFormatter: badSearch };
  const ofLead = { ...searching, schema: { ...searching.schema, params: leadSchema } };
  app.get('/api/v1/leads/:leadId/customers', ofLead, async (request): Promise<FoundCustomers> => {
    const { leadId } = request.params;
    await requireLeadRight(request, { leadId, right: 'view' });
    await requireBuyersAccess(request);
    return search(request, leadId);
  });

  app.get('/api/v1/customers', { ...searching, config: { buyers: true } }, (request) => search(request));

  const link = { schema: { params: linkSchema, response: noContent }, schemaErrorFormatter: unknownLink };
  app.put('/api/v1/leads/:leadId/customers/:customerId', link, async (request, reply) => {
    const { accountId, userId } = request.user;
    const { leadId, customerId } = request.params;
    await requireLeadRight(request, { leadId, right: 'edit' });
    await requireCustomer(prisma, accountId, customerId);
    if (!(await isOffered(prisma, accountId, { leadId, customerId }))) await requireBuyersAccess(request);
    const lead = await requireLead(request, leadId);
    await linkByHand(prisma, lead, { accountId, customerId, userId, now: now() });
    return showLinks(request, reply);
  });

  app.delete('/api/v1/leads/:leadId/customers/:customerId', link, async (request, reply) => {
    const { accountId, userId } = request.user;
    const { leadId, customerId } = request.params;
    await requireLeadRight(request, { leadId, right: 'edit' });
    await unlinkByHand(prisma, leadId, { accountId, customerId, userId, now: now() });
    return showLinks(request, reply);
  });
}

type SearchRequest = FastifyRequest<{ Querystring: z.infer<typeof searchSchema> }>;

async function search(request: SearchRequest, leadId?: number): Promise<FoundCustomers> {
  const { accountId } = request.user;
  const language = readerLanguage(request);
  const of = { accountId, language, words: request.query.search };
  const { database } = request.server;
  return { customers: await findCustomers(database, leadId === undefined ? of : { ...of, leadId }) };
}

type LinkRequest = FastifyRequest<{ Params: z.infer<typeof linkSchema> }>;

/** Has Kommo show what the decision has changed. */
async function showLinks({ server, user, params }: LinkRequest, reply: FastifyReply): Promise<FastifyReply> {
  await askForLedgerFields(server.database.prisma, user.accountId, [params.leadId], server.now());
  server.wake(user.accountId);
  return reply.code(204).send();
}

function badFilter(): Problem {
  return new Problem(
    400,
    'Query not valid',
    'cursor must be one that an earlier answer gave, search three letters at least, a currency have three letters, an amount be a number such as 69.90, and a day be written 2026-11-30.',
    { code: 'request_invalid' },
  );
}

function badSearch(): Problem {
  return new Problem(400, 'Search not valid', 'Type at least three letters of the e-mail, the name or the company.', {
    code: 'search_too_short',
  });
}

function unknownLink(): Problem {
  return new Problem(404, 'Unknown customer or lead', 'The address names no lead and customer. Reload the card.', {
    code: 'customer_unknown',
  });
}
