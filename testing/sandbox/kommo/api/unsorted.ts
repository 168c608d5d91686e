import type { FastifyInstance } from 'fastify';
import { isIncoming } from '../records/pipelines.ts';
import type { Authenticate } from './caller.ts';
import { sendPage } from './page.ts';

/** `GET /leads/unsorted`: the leads in the stages for incoming ones. */
export function unsortedRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/leads/unsorted', async (request, reply) => {
    const { account, base } = authenticate(request);
    const incoming = [...account.leads.values()].filter((lead) => !lead.is_deleted && isIncoming(account, lead));
    return sendPage(request, reply, 'unsorted', incoming, (lead) => ({
      uid: `incoming-${lead.id}`,
      source_uid: null,
      source_name: null,
      category: 'forms',
      pipeline_id: lead.pipeline_id,
      created_at: lead.created_at,
      metadata: {},
      account_id: account.id,
      _links: { self: { href: `${base}/leads/unsorted/incoming-${lead.id}` } },
      _embedded: {
        leads: [{ id: lead.id, _links: { self: { href: `${base}/leads/${lead.id}` } } }],
        contacts: lead.contacts.map(({ id }) => ({ id })),
        companies: lead.companyId === null ? [] : [{ id: lead.companyId }],
      },
    }));
  });
}
