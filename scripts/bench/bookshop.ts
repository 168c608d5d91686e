import {
  addCustomer,
  addProduct,
  createStore,
  type FastSpringEvent,
  purchase,
} from '../../testing/sandbox/fastspring/index.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';

/** A reader who buys books, with their own contact and lead in Kommo. */
export interface Reader {
  readonly leadId: number;
  readonly buy: () => readonly FastSpringEvent[];
}

/** A store with one product. Every new reader has a different address and domain. */
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
