import type { FastifyRequest } from 'fastify';
import type { KommoLead } from '../../kommo/api/api.ts';
import { Problem } from '../../platform/http/problem.ts';

/**
 * The lead, by Kommo's word and not the browser's: a note on a lead that does not exist would fail later, unseen.
 * @throws Problem 404 when there is none; KommoError
 */
export async function requireLead({ server, user }: FastifyRequest, leadId: number): Promise<KommoLead> {
  const [lead] = await server.kommo.forAccount(user.accountId, 'interactive').getLeads([leadId]);
  if (lead !== undefined && lead.is_deleted !== true) return lead;
  throw new Problem(404, 'Unknown lead', 'Kommo has no such lead. Save the card first, or reload it.', {
    code: 'lead_unknown',
  });
}
