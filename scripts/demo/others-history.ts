import { addCustomer, purchase, renew } from '../../testing/sandbox/fastspring/index.ts';
import type { DemoStage } from './demo-stage.ts';

export type Others = ReturnType<typeof othersHistory>;

/** What happens to the other customers during the story, as told. */
export function othersHistory({
  fastspring: { store },
  catalogue,
  past,
}: Pick<DemoStage, 'fastspring' | 'catalogue' | 'past'>) {
  const handbook = [{ product: catalogue.handbook, quantity: 1 }];
  return {
    endTrial: () => renew(store, past.lumen, store.clock.now()).events,
    payDebt: () => renew(store, past.harbor, store.clock.now()).events,
    buyUnknown: () => {
      const customer = addCustomer(store, { first: 'Jo', last: 'Unknown', email: 'jo@nowhere.example' });
      return purchase(store, { customer, lines: handbook }).events;
    },
    buyUnseen: () => purchase(store, { customer: past.northwind, lines: handbook }).events,
  };
}
