import type { Row } from '../matching-world.ts';
import { contactWithLead, leads, linkByHand, unlinkByHand, withLead } from './arrange.ts';

export const later: readonly Row[] = [
  [
    'earlier payments keep their lead though a newer one is open',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.lead('B', { contacts: [contact] });
          return {};
        },
      };
    },
    'A by email',
    'A',
  ],
  [
    'earlier payments keep their lead when it is won',
    (kit) => {
      withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.moveLeadByHand(kit.idOf('A'), 142);
          return {};
        },
      };
    },
    'A by email',
    'A',
  ],
  [
    'earlier payments keep their lead when another address pays',
    (kit) => {
      withLead(kit);
      return { later: () => ({ email: 'private@elsewhere.example' }) };
    },
    'A by email',
    'A',
  ],
  [
    'unlinked by hand, and not found there again',
    (kit) => {
      withLead(kit);
      return {
        later: async () => {
          await unlinkByHand(kit, 'A');
          return {};
        },
      };
    },
    'noLead, no lead by email (none)',
    null,
  ],
  [
    'unlinked by hand, and found on the other lead',
    (kit) => ({
      ...leads({}, {})(kit),
      later: async () => {
        await unlinkByHand(kit, 'B');
        return {};
      },
    }),
    'A by email',
    'A',
  ],
  [
    'unlinked by hand, despite a payment link',
    (kit) => {
      withLead(kit);
      return {
        later: async () => {
          await unlinkByHand(kit, 'A');
          return { tags: kit.signed('A') };
        },
      };
    },
    'noLead, no lead by email (none), tag unlinked',
    null,
  ],
  [
    'linked manually before everything',
    (kit) => {
      withLead(kit);
      return {
        later: async () => {
          kit.lead('B');
          await linkByHand(kit, 'B');
          return { tags: kit.signed('A') };
        },
      };
    },
    'A by email, B by hand',
    'AB',
  ],
  [
    'an unmatched customer, with a contact created later',
    (kit) => ({
      later: () => {
        withLead(kit);
        return {};
      },
    }),
    'A by email',
    'A',
  ],
  [
    'merged into another lead of the contact',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.mergeLeadsByHand(kit.lead('B', { contacts: [contact] }), kit.idOf('A'));
          return {};
        },
      };
    },
    'B by email',
    'B',
  ],
  [
    'by hand, and merged into another lead of the contact',
    (kit) => {
      const contact = contactWithLead(kit, 'A', { emails: [`boss@${kit.domain}`] });
      return {
        email: 'private@merged.example',
        later: async () => {
          await linkByHand(kit, 'A', contact);
          kit.stack.sandbox.mergeLeadsByHand(kit.lead('B', { contacts: [contact] }), kit.idOf('A'));
          return { email: 'private@merged.example' };
        },
      };
    },
    'B by hand',
    'B',
  ],
  [
    'deleted with its contact',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.deleteContactByHand(contact);
          kit.stack.sandbox.deleteLeadByHand(kit.idOf('A'));
          return {};
        },
      };
    },
    'nobody',
    null,
  ],
  [
    'contacts merged, and the payments stay',
    (kit) => {
      const contact = withLead(kit);
      return {
        later: () => {
          kit.stack.sandbox.mergeContactsByHand(kit.contact({ name: 'Anna S.' }), contact);
          return {};
        },
      };
    },
    'A by email',
    'A',
  ],
];
