import type { KommoUser } from '../api/api.ts';

/** Who is responsible for a lead, a contact or a company. */
export interface Responsible {
  /** null or 0: no user */
  readonly responsibleId: number | null;
  /**
   * of the responsible user; null when there is none, when the user has left the account, or when the rights cannot be
   * read
   */
  readonly responsibleGroupId: number | null;
}

/** The parts of a lead that Kommo's rights depend on. */
export interface LeadPlace extends Responsible {
  readonly pipelineId: number;
  readonly statusId: number;
}

/**
 * Whether Kommo shows the lead to the user: by the right for the lead's stage if there is one, otherwise by the right
 * for leads (https://developers.kommo.com/reference/users-and-roles). Kommo also shows a lead to a user who is
 * subscribed to its chat, which its API does not report: such a user is refused here.
 */
export function mayViewLead(user: KommoUser, lead: LeadPlace): boolean {
  return isGranted(user, lead, 'view');
}

export function mayEditLead(user: KommoUser, lead: LeadPlace): boolean {
  return isGranted(user, lead, 'view') && isGranted(user, lead, 'edit');
}

/** Whether Kommo shows the contact or company to the user: by the right for all of them, as they have no stages. */
export function mayViewPerson(user: KommoUser, kind: 'contact' | 'company', responsible: Responsible): boolean {
  const { rights } = user;
  if (rights?.is_active !== true) return false;
  const { view } = (kind === 'contact' ? rights.contacts : rights.companies) ?? {};
  return rights.is_admin === true || covers(view, user, responsible);
}

/** Whether the user may view and edit every lead. */
export function mayEditEveryLead({ rights }: KommoUser): boolean {
  if (rights?.is_active !== true) return false;
  const { view, edit } = rights.leads ?? {};
  const isForAll = view === 'A' && edit === 'A' && (rights.status_rights ?? []).length === 0;
  return rights.is_admin === true || isForAll;
}

/** The user's group; null while it is unknown. Kommo writes its first group, which has the number 0, as null too. */
export function groupOf({ rights }: KommoUser): number | null {
  return rights ? (rights.group_id ?? 0) : null;
}

/** The group of the responsible user; null where it is unknown. */
export function groupOfResponsible(users: readonly KommoUser[], responsibleId: number | null): number | null {
  const responsible = users.find(({ id }) => id === responsibleId);
  return responsible === undefined ? null : groupOf(responsible);
}

function isGranted(user: KommoUser, lead: LeadPlace, act: 'view' | 'edit'): boolean {
  const { rights } = user;
  if (rights?.is_active !== true) return false;
  if (rights.is_admin === true) return true;
  const ofStage = rights.status_rights?.find(
    (right) =>
      right.entity_type === 'leads' && right.pipeline_id === lead.pipelineId && right.status_id === lead.statusId,
  );
  return covers(ofStage?.rights?.[act] ?? rights.leads?.[act], user, lead);
}

function covers(
  right: string | null | undefined,
  user: KommoUser,
  { responsibleId, responsibleGroupId }: Responsible,
): boolean {
  switch (right) {
    case 'A':
      return true;
    case 'G':
      return responsibleId === user.id || responsibleGroupId === groupOf(user);
    case 'M':
      return responsibleId === user.id;
    default:
      return false;
  }
}
