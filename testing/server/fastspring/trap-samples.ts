import type { Fact } from '../../../server/ledger/fact.ts';
import { rankOf } from '../../../server/ledger/merge-facts.ts';
import { projectLedger } from '../../../server/ledger/project-ledger.ts';
import { at } from './read-facts.ts';

export const day = 86_400_000;

export const ledgerOf = (...events: readonly (readonly Fact[])[]) =>
  projectLedger(events.flat().map((fact, index) => ({ fact, rank: rankOf(fact, fact.occurredAt, `EV${index}`) })));

export const order = { id: 'O-1', total: 119, tax: 19, currency: 'EUR', changed: at, items: [] };
export const subscription = {
  id: 'S-1',
  state: 'active',
  currency: 'EUR',
  price: 10,
  quantity: 1,
  changed: at,
  intervalUnit: 'month',
  intervalLength: 1,
};
export const orderIn = (facts: readonly Fact[]) => (facts[0]?.kind === 'order' ? facts[0].order : undefined);
export const subscriptionIn = (facts: readonly Fact[]) =>
  facts[0]?.kind === 'subscription' ? facts[0].subscription : undefined;
