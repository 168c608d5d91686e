import {
  addCustomer,
  addProduct,
  createStore,
  type FastSpringEvent,
  purchase,
} from '../../testing/sandbox/fastspring/index.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';

/** Somebody who buys books, with a contact and a lead of their own in Kommo. */
export interface Reader {
  readonly leadId: number;
  /** the events of a purchase */
  readonly buy: () => readonly FastSpringEvent[];
}

/** A store of one product. Each new reader has another address and domain. */
export function openBookshop(kommo: KommoSandbox, subdomain = kommo.account().subdomain): { addReader: () => Reader } {
  const store = createStore();
  const prices = { EUR: '100.00', USD: '109.00' };
  const product = addProduct(store, { path: 'book', name: 'Book', sku: 'BOOK', prices, interval: null });
  let readers = 0;
  return {
    addReader: () => {
      readers += 1;
      const email = `reader${readers}@firm${readers}.example`;
      const contact = kommo.addContact({ name: `Reader ${readers}`, emails: [email] }, { subdomain });
      const { id: leadId } = kommo.addLead({ name: `Deal ${readers}`, contactIds: [contact.id] }, { subdomain });
      const customer = addCustomer(store, { first: 'Reader', last: String(readers), email });
      return { leadId, buy: () => purchase(store, { customer, lines: [{ product, quantity: 1 }] }).events };
    },
  };
}
