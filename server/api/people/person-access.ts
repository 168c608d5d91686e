import type { FastifyRequest } from 'fastify';
import type { KommoPerson, PersonKind } from '../../kommo/memory/people.ts';
import { groupOfResponsible, mayViewPerson } from '../../kommo/people/lead-rights.ts';
import { Problem } from '../../platform/http/problem.ts';
import { freshForRefusal } from './lead-access.ts';

/**
 * The contact or company, by Kommo's word.
 * @throws Problem 403 when the person may not view it in Kommo or Kommo has none
 * @throws KommoError
 */
export async function requirePerson(
  request: FastifyRequest,
  { kind, id }: { readonly kind: PersonKind; readonly id: number },
): Promise<KommoPerson> {
  const { accountId, userId, isAdministrator } = request.user;
  const { memory } = request.server.kommo;
  const read = async (fresh?: number): Promise<KommoPerson | null> => {
    const person = await memory.rights.people(accountId, kind, id, fresh);
    if (person === null || isAdministrator) return person;
    const users = await memory.rights.users(accountId);
    const own = users.find((each) => each.id === userId);
    const { responsibleId } = person;
    const responsible = { responsibleId, responsibleGroupId: groupOfResponsible(users, responsibleId) };
    return own !== undefined && mayViewPerson(own, kind, responsible) ? person : null;
  };
  const person = (await read()) ?? (await read(freshForRefusal));
  if (person !== null) return person;
  throw kind === 'contact'
    ? new Problem(403, 'Contact is hidden', 'Kommo does not let you see this contact. Ask an administrator.', {
        code: 'contact_hidden',
      })
    : new Problem(403, 'Company is hidden', 'Kommo does not let you see this company. Ask an administrator.', {
        code: 'company_hidden',
      });
}
