import type { FastifyRequest } from 'fastify';
import type { KommoLead } from '../../kommo/api/api.ts';
import type { KommoMemory } from '../../kommo/memory/memory.ts';
import type { RightsMemory } from '../../kommo/memory/rights-memory.ts';
import { groupOfResponsible, mayEditEveryLead, mayEditLead, mayViewLead } from '../../kommo/people/lead-rights.ts';
import { Problem } from '../../platform/http/problem.ts';
import type { WidgetUser } from './widget-user.ts';

interface LeadRights {
  readonly view: boolean;
  readonly edit: boolean;
}

const all: LeadRights = { view: true, edit: true };
const none: LeadRights = { view: false, edit: false };

/** ms; a refusal rests on a place no older than this: the lead may just have been assigned to the reader */
export const freshForRefusal = 30_000;

/**
 * What the person may do with each of these leads in Kommo.
 * @param fresh ms after which a lead's place is read again
 * @throws KommoError as `RightsMemory` does
 */
async function readLeadRights(
  memory: RightsMemory,
  user: WidgetUser,
  leadIds: readonly number[],
  fresh?: number,
): Promise<(leadId: number) => LeadRights> {
  if (user.isAdministrator) return () => all;
  const users = await memory.users(user.accountId);
  const own = users.find(({ id }) => id === user.userId);
  if (own === undefined) return () => none;
  if (mayEditEveryLead(own)) return () => all;
  const places = await memory.leadPlaces(user.accountId, leadIds, fresh);
  return (leadId) => {
    const stored = places.get(leadId) ?? null;
    if (stored === null) return none;
    const place = { ...stored, responsibleGroupId: groupOfResponsible(users, stored.responsibleId) };
    return { view: mayViewLead(own, place), edit: mayEditLead(own, place) };
  };
}

/** Those of the leads that the person may view in Kommo. A refusal may be five minutes old. @throws as above */
export async function readVisibleLeads(
  memory: Pick<KommoMemory, 'rights'>,
  user: WidgetUser,
  leadIds: readonly number[],
): Promise<ReadonlySet<number>> {
  if (leadIds.length === 0) return new Set();
  const rightsOf = await readLeadRights(memory.rights, user, leadIds);
  return new Set(leadIds.filter((leadId) => rightsOf(leadId).view));
}

/** Those of the leads, read from Kommo just now, that the person may change there. @throws KommoError */
export async function keepEditable(
  memory: Pick<KommoMemory, 'rights'>,
  user: WidgetUser,
  leads: readonly KommoLead[],
): Promise<readonly KommoLead[]> {
  if (user.isAdministrator || leads.length === 0) return leads;
  const users = await memory.rights.users(user.accountId);
  const own = users.find(({ id }) => id === user.userId);
  if (own === undefined) return [];
  return leads.filter((lead) => {
    const responsibleId = lead.responsible_user_id ?? null;
    const responsibleGroupId = groupOfResponsible(users, responsibleId);
    const place = { pipelineId: lead.pipeline_id, statusId: lead.status_id, responsibleId, responsibleGroupId };
    return mayEditLead(own, place);
  });
}

/**
 * Refuses who may not view the lead in Kommo or, for `edit`, not change it there.
 * @throws Problem 403; KommoError when Kommo has to be asked and cannot be
 */
export async function requireLeadRight(
  request: FastifyRequest,
  { leadId, right }: { readonly leadId: number; readonly right: keyof LeadRights },
): Promise<LeadRights> {
  const { user } = request;
  const { memory } = request.server.kommo;
  const remembered = (await readLeadRights(memory.rights, user, [leadId]))(leadId);
  if (remembered[right]) return remembered;
  const rights = (await readLeadRights(memory.rights, user, [leadId], freshForRefusal))(leadId);
  if (rights[right]) return rights;
  throw rights.view
    ? new Problem(403, 'Lead is read-only', 'Kommo does not let you change this lead. Ask an administrator.', {
        code: 'lead_read_only',
      })
    : new Problem(403, 'Lead is hidden', 'Kommo does not let you see this lead. Ask an administrator for access.', {
        code: 'lead_hidden',
      });
}
