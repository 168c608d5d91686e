import type { Row } from '../matching-world.ts';
import { contactWithLead, withLead } from './arrange.ts';

export const several: readonly Row[] = [
  [
    'two contacts with one e-mail, each with a lead',
    (kit) => {
      contactWithLead(kit, 'B', { emails: [`anna@${kit.domain}`] });
      withLead(kit);
      return {};
    },
    'severalContacts, A by email, B by email',
    null,
  ],
  [
    'two contacts with one e-mail and one lead',
    (kit) => {
      const emails = [`anna@${kit.domain}`];
      kit.lead('A', { contacts: [kit.contact({ emails }), kit.contact({ emails })] });
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'two contacts with one e-mail, one with an open lead',
    (kit) => {
      contactWithLead(kit, 'B', { emails: [`anna@${kit.domain}`] }, { state: 'won' });
      withLead(kit);
      return {};
    },
    'A by email',
    'A',
  ],
  [
    'two contacts with one e-mail, one with a lead in the product’s pipeline',
    (kit) => {
      contactWithLead(kit, 'B', { emails: [`anna@${kit.domain}`] }, { pipeline: 'renewals' });
      withLead(kit);
      return { sku: 'REN-1' };
    },
    'B by email',
    'B',
  ],
  [
    'two contacts with one e-mail, both closed',
    (kit) => {
      const emails = [`anna@${kit.domain}`];
      contactWithLead(kit, 'A', { emails }, { state: 'won' });
      contactWithLead(kit, 'B', { emails }, { state: 'lost' });
      return {};
    },
    'severalContacts, B by email (closed), A by email (closed)',
    null,
  ],
  [
    'two contacts with one e-mail, settled by a bare tag',
    (kit) => {
      contactWithLead(kit, 'B', { emails: [`anna@${kit.domain}`] });
      withLead(kit);
      return { tags: { leadId: String(kit.idOf('B')) } };
    },
    'B by tag',
    'B',
  ],
  [
    'two equivalent addresses',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`anna+a@${kit.domain}`] });
      contactWithLead(kit, 'B', { emails: [`anna+b@${kit.domain}`] });
      return {};
    },
    'severalLeads, B by alias, A by alias',
    null,
  ],
  [
    'a contact without a lead',
    (kit) => {
      kit.contact({ emails: [`anna@${kit.domain}`] });
      return {};
    },
    'noLead, no lead by email (none)',
    null,
  ],
];
