import {
  addCustomer,
  addProduct,
  createStore,
  type FastSpringEvent,
  purchase,
} from '../../sandbox/fastspring/index.ts';
import { anna } from './fastspring-events.ts';
import { startJobStack } from './job-stack.ts';

const day = 86_400_000;

/** A lead with a contact that has just subscribed to a plan, and FastSpring's reports of that. */
export async function startWithSubscription() {
  const stack = await startJobStack();
  const contact = stack.sandbox.addContact({ name: 'Anna Schmidt', emails: [anna.email] });
  const lead = stack.sandbox.addLead({ name: 'Acme', contactIds: [contact.id] });
  const store = createStore();
  const prices = { EUR: '100.00' };
  const interval = { unit: 'month', length: 1 } as const;
  const product = addProduct(store, { path: 'team-plan', name: 'Team plan', sku: 'TEAM-M', prices, interval });
  const customer = addCustomer(store, { first: 'Anna', last: 'Schmidt', email: anna.email });
  const sale = purchase(store, { customer, lines: [{ product, quantity: 1 }] });
  const [subscription] = sale.subscriptions;
  if (subscription === undefined) throw new Error('Nothing was subscribed');
  const deliver = async (...events: readonly FastSpringEvent[]) => {
    await stack.store(events.map((event) => ({ ...event, data: Object(event.data) })));
    await stack.workThroughFailures();
  };
  await deliver(...sale.events);
  // A morning, so that the following events are on one day.
  const morning = Math.ceil(store.clock.now() / day) * day + 8 * 3_600_000;
  const notes = (words: RegExp) =>
    stack.sandbox.notesOf(lead.id).filter(({ params }) => words.test(String(params.text))).length;
  return { ...stack, store, subscription, deliver, notes, morning };
}
