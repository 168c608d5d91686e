import type { Row } from '../matching-world.ts';
import { contactWithLead, leads, withLead } from './arrange.ts';

export const tags: readonly Row[] = [
  [
    'signed, paid with another e-mail',
    (kit) => {
      withLead(kit);
      return { email: 'x@payer.example', tags: kit.signed('A') };
    },
    'A by tag',
    'A',
  ],
  [
    'signed, of an older lead of the contact',
    (kit) => {
      withLead(kit);
      contactWithLead(kit, 'B', { emails: [`anna@${kit.domain}`] });
      return { tags: kit.signed('A') };
    },
    'A by tag',
    'A',
  ],
  [
    'signed, of a closed lead',
    (kit) => {
      kit.lead('B', { state: 'won' });
      return { tags: kit.signed('B') };
    },
    'B by tag',
    'B',
  ],
  [
    'signed, of a deleted lead',
    (kit) => {
      withLead(kit);
      kit.lead('B', { state: 'deleted' });
      return { tags: kit.signed('B') };
    },
    'A by email (tag gone)',
    'A',
  ],
  [
    'forged: another lead’s id before the signature',
    (kit) => {
      withLead(kit);
      kit.lead('B');
      return { tags: { kommo_lead: kit.signed('A').kommo_lead?.replace(/^\d+/, String(kit.idOf('B'))) ?? '' } };
    },
    'A by email (tag forged)',
    'A',
  ],
  [
    'forged: signed for another account',
    (kit) => {
      kit.lead('B');
      return {
        tags: {
          kommo_lead: kit.stack.leadTags.sign(kit.idOf('B'), kit.stack.sandbox.account().id + 1, kit.stack.now()),
        },
      };
    },
    'nobody, tag forged',
    null,
  ],
  [
    'bare, of a stranger’s lead',
    (kit) => {
      kit.lead('B');
      return { tags: { lead: String(kit.idOf('B')) } };
    },
    'nobody, tag stranger',
    null,
  ],
  [
    'bare, of a lead of the e-mail’s owner',
    (kit) => ({ ...leads({}, {})(kit), tags: { kommo_lead_id: String(kit.idOf('A')) } }),
    'A by tag',
    'A',
  ],
  [
    'without a lead’s id',
    (kit) => {
      withLead(kit);
      return { tags: { lead: 'facebook', campaign: '7' } };
    },
    'A by email',
    'A',
  ],
];
