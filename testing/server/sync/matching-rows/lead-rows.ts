import type { Row } from '../matching-world.ts';
import { leads, renewal, withLead } from './arrange.ts';

export const whichLead: readonly Row[] = [
  ['the latest of several open', leads({}, {}, {}), 'C by email', 'C'],
  ['an open one before a newer won one', leads({}, { state: 'won' }), 'A by email', 'A'],
  ['an open one before a newer lost one', leads({}, { state: 'lost' }), 'A by email', 'A'],
  ['an open one before a newer deleted one', leads({}, { state: 'deleted' }), 'A by email', 'A'],
  ['an open one before a newer incoming one', leads({}, { state: 'incoming' }), 'A by email', 'A'],
  ['an open one before a newer one in an archived pipeline', leads({}, { pipeline: 'archived' }), 'A by email', 'A'],
  ['the latest closed one when none is open', leads({ state: 'won' }, { state: 'lost' }), 'B by email', 'B'],
  ['the product’s pipeline before the newer', renewal(leads({ pipeline: 'renewals' }, {})), 'A by email', 'A'],
  [
    'an open one elsewhere before a closed one in the product’s pipeline',
    renewal(leads({ pipeline: 'renewals', state: 'won' }, {})),
    'B by email',
    'B',
  ],
  [
    'an open one in the product’s pipeline before a newer closed one there',
    renewal(leads({ pipeline: 'renewals' }, { pipeline: 'renewals', state: 'won' })),
    'A by email',
    'A',
  ],
  ['another pipeline when the product’s has none', renewal(leads({})), 'A by email', 'A'],
  ['any pipeline for a product of none', leads({ pipeline: 'renewals' }), 'A by email', 'A'],
  ['none that is only incoming', leads({ state: 'incoming' }), 'noOpenLead, A by email (incoming)', 'A'],
  ['none in an archived pipeline', leads({ pipeline: 'archived' }), 'noOpenLead, A by email (archived)', 'A'],
  ['none that is deleted', leads({ state: 'deleted' }), 'noLead, no lead by email (none)', null],
  [
    'none of a deleted contact',
    (kit) => {
      kit.stack.sandbox.deleteContactByHand(withLead(kit));
      return {};
    },
    'nobody',
    null,
  ],
  [
    'the lead of the contact that is left of two merged',
    (kit) => {
      const kept = kit.contact({ name: 'Anna' });
      kit.stack.sandbox.mergeContactsByHand(kept, withLead(kit));
      return {};
    },
    'A by email',
    'A',
  ],
];
