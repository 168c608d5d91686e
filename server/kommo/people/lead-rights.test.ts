import { expect, test } from 'vitest';
import type { KommoUser } from '../api/api.ts';
import { userSchema } from '../api/schemas.ts';
import { groupOf, groupOfResponsible, type LeadPlace, mayEditLead, mayViewLead, mayViewPerson } from './lead-rights.ts';

const own = 7;
const group = 3;

/** A lead of a colleague in the same group, in stage 20 of pipeline 2. */
const lead: LeadPlace = { responsibleId: 8, responsibleGroupId: group, pipelineId: 2, statusId: 20 };
const mine = { ...lead, responsibleId: own };
const ofAnotherGroup = { ...lead, responsibleGroupId: 4 };
const ofNobody = { ...lead, responsibleId: null, responsibleGroupId: null };
const elsewhere = { ...lead, statusId: 21 };
const won = { ...lead, pipelineId: 1, statusId: 142 };

function seller(view: string | undefined, rights: object = {}): KommoUser {
  const leads = { view, edit: 'D' };
  return userSchema.parse({ id: own, name: 'Tomas', rights: { is_active: true, group_id: group, leads, ...rights } });
}

function inStage(view: string, place: { pipeline_id: number; status_id: number } = { pipeline_id: 2, status_id: 20 }) {
  return { status_rights: [{ entity_type: 'leads', ...place, rights: { view } }] };
}

test.each<[rights: string, KommoUser, LeadPlace, boolean]>([
  ['all', seller('A'), ofAnotherGroup, true],
  ['all, without a responsible user', seller('A'), ofNobody, true],
  ['group, a colleague’s', seller('G'), lead, true],
  ['group, his own', seller('G'), mine, true],
  ['group, of another group', seller('G'), ofAnotherGroup, false],
  ['group, without a responsible user', seller('G'), ofNobody, false],
  ['first group, as null and as 0', seller('G', { group_id: null }), { ...lead, responsibleGroupId: 0 }, true],
  [
    'first group, of a group that is not known',
    seller('G', { group_id: null }),
    { ...lead, responsibleGroupId: null },
    false,
  ],
  [
    'a group that cannot be read, the first group',
    seller('G', { group_id: '4' }),
    { ...lead, responsibleGroupId: 0 },
    false,
  ],
  ['first group, of another group', seller('G', { group_id: null }), lead, false],
  ['own, his own', seller('M'), mine, true],
  ['own, a colleague’s', seller('M'), lead, false],
  ['own, without a responsible user', seller('M'), ofNobody, false],
  ['none, his own', seller('D'), mine, false],
  ['a value that Kommo does not have', seller('X'), mine, false],
  ['no value', seller(undefined), mine, false],
  ['all, the stage closed to him', seller('A', inStage('D')), lead, false],
  ['all, the stage closed to him, another stage', seller('A', inStage('D')), elsewhere, true],
  ['none, the stage open to him', seller('D', inStage('A')), lead, true],
  ['none, the stage open to him, another stage', seller('D', inStage('A')), elsewhere, false],
  ['own, the stage open for his group', seller('M', inStage('G')), lead, true],
  [
    'the same stage number of another pipeline',
    seller('A', inStage('D', { pipeline_id: 2, status_id: 142 })),
    won,
    true,
  ],
  [
    'a stage right without a view',
    seller('A', { status_rights: [{ ...inStage('D').status_rights[0], rights: {} }] }),
    lead,
    true,
  ],
  [
    'a stage right of contacts',
    seller('A', { status_rights: [{ ...inStage('D').status_rights[0], entity_type: 'contacts' }] }),
    lead,
    true,
  ],
  ['an administrator', seller('D', { is_admin: true, ...inStage('D') }), ofAnotherGroup, true],
  ['an inactive administrator', seller('A', { is_admin: true, is_active: false }), mine, false],
  ['inactive', seller('A', { is_active: false }), mine, false],
  ['rights that cannot be read', seller('A', { status_rights: 'all' }), mine, false],
  ['no rights', { id: own, name: 'Tomas', rights: null }, mine, false],
])('who may view a lead: %s', (_rights, user, place, expected) => {
  expect(mayViewLead(user, place)).toBe(expected);
});

test.each<[view: string, edit: string, LeadPlace, boolean]>([
  ['A', 'A', lead, true],
  ['A', 'M', lead, false],
  ['A', 'M', mine, true],
  ['D', 'A', lead, false],
])('a user who may view %s and edit %s may change only leads that meet both', (view, edit, place, expected) => {
  expect(mayEditLead(seller('A', { leads: { view, edit } }), place)).toBe(expected);
});

test('the group of a user is not known while the rights cannot be read', () => {
  const groupOfUser = (rights: unknown) => groupOf(userSchema.parse({ id: own, name: 'Tomas', rights }));
  expect(groupOfUser({ group_id: 4 })).toBe(4);
  expect(groupOfUser({ group_id: null })).toBe(0);
  expect([groupOfUser({ group_id: '4' }), groupOfUser('none')]).toEqual([null, null]);
});

test.each<[view: string | undefined, responsibleId: number | null, expected: boolean]>([
  ['A', null, true],
  ['G', 8, true],
  ['G', 9, false],
  ['M', 7, true],
  ['M', 8, false],
  ['D', 7, false],
  [undefined, 7, false],
])('contacts and companies, view %s, of user %s: %s', (view, responsibleId, expected) => {
  const colleague = userSchema.parse({ id: 8, name: 'Uta', rights: { is_active: true, group_id: group } });
  const responsible = { responsibleId, responsibleGroupId: groupOfResponsible([colleague], responsibleId) };
  const ofContacts = seller('D', { contacts: { view } });
  expect(mayViewPerson(ofContacts, 'contact', responsible)).toBe(expected);
  expect(mayViewPerson(ofContacts, 'company', responsible)).toBe(false);
  expect(mayViewPerson(seller('D', { companies: { view } }), 'company', responsible)).toBe(expected);
  const inactive = { contacts: { view }, is_active: false, is_admin: true };
  expect(mayViewPerson(seller('D', inactive), 'contact', responsible)).toBe(false);
  expect(mayViewPerson(seller('D', { is_admin: true }), 'contact', responsible)).toBe(true);
});
