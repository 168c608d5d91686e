import type { KommoUser } from './api.ts';

/** What Kommo's rights on a lead depend on. */
export interface LeadPlace {
  /** null or 0: nobody's */
  readonly responsibleId: number | null;
  /** of the responsible user; null when there is none, not any more in the account, or with rights that cannot be read */
  readonly responsibleGroupId: number | null;
  readonly pipelineId: number;
  readonly statusId: number;
}

/**
 * Whether Kommo shows the lead to the user: by the right for the lead's stage where there is one, by the right for leads
 * otherwise (https://developers.kommo.com/reference/users-and-roles). Kommo also shows a lead to a user who is subscribed
 * to its chat, which its API does not report: such a user is refused here.
 */
export function mayViewLead(user: KommoUser, lead: LeadPlace): boolean {
  return isGranted(user, lead, 'view');
}

export function mayEditLead(user: KommoUser, lead: LeadPlace): boolean {
  return isGranted(user, lead, 'view') && isGranted(user, lead, 'edit');
}

/** Whether no lead makes a difference: the user may view and edit all of them. */
export function mayEditEveryLead({ rights }: KommoUser): boolean {
  if (rights?.is_active !== true) return false;
  const { view, edit } = rights.leads ?? {};
  const isForAll = view === 'A' && edit === 'A' && (rights.status_rights ?? []).length === 0;
  return rights.is_admin === true || isForAll;
}

/** The user's group; null while it is not known. Kommo writes its first group, which has the number 0, as null too. */
export function groupOf({ rights }: KommoUser): number | null {
  return rights ? (rights.group_id ?? 0) : null;
}

function isGranted(user: KommoUser, lead: LeadPlace, act: 'view' | 'edit'): boolean {
  const { rights } = user;
  if (rights?.is_active !== true) return false;
  if (rights.is_admin === true) return true;
  const ofStage = rights.status_rights?.find(
    (right) =>
      right.entity_type === 'leads' && right.pipeline_id === lead.pipelineId && right.status_id === lead.statusId,
  );
  switch (ofStage?.rights?.[act] ?? rights.leads?.[act]) {
    case 'A':
      return true;
    case 'G':
      return lead.responsibleId === user.id || lead.responsibleGroupId === groupOf(user);
    case 'M':
      return lead.responsibleId === user.id;
    default:
      return false;
  }
}
