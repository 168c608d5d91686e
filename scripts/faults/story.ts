import {
  addCustomer,
  addProduct,
  cancel,
  createStore,
  type FastSpringEvent,
  purchase,
  refund,
  remindOfOverduePayment,
  renew,
  resentEvent,
  type Store,
  update,
} from '../../testing/sandbox/fastspring/index.ts';

/** The story of one Kommo account: its buyers, and FastSpring's events. */
export interface AccountStory {
  readonly subdomain: string;
  readonly buyers: readonly { readonly name: string; readonly email: string }[];
  /** one webhook each, in the order of the events */
  readonly deliveries: readonly (readonly FastSpringEvent[])[];
}

const day = 86_400_000;
/** number of events for one buyer, the resend included */
export const eventsPerBuyer = 12;

/** Every scene gets the same stories: ids are random, so they are made once. */
export function createStories(subdomains: readonly string[], buyersOfEach: number): readonly AccountStory[] {
  return subdomains.map((subdomain) => createStory(subdomain, buyersOfEach));
}

export function createStory(subdomain: string, buyers: number): AccountStory {
  const store = createStore();
  const lives = Array.from({ length: buyers }, (_, index) => liveOfBuyer(store, `${subdomain}-${index}`));
  return {
    subdomain,
    buyers: lives.map(({ buyer }) => buyer),
    deliveries: interleave(lives.map(({ deliveries }) => deliveries)),
  };
}

/** Buys, changes the plan, renews, is refunded in part, overdue, cancels; and the purchase is resent by hand. */
function liveOfBuyer(store: Store, name: string) {
  const start = store.clock.now() - 65 * day;
  const buyer = { name: `Buyer ${name}`, email: `buyer@${name}.example` };
  const customer = addCustomer(store, { first: 'Buyer', last: name, email: buyer.email, company: `${name} GmbH` });
  const first = purchase(store, { customer, lines: [{ product: planOf(store), quantity: 2 }], at: start });
  const [subscription] = first.subscriptions;
  if (subscription === undefined) throw new Error('a plan starts a subscription');
  const updated = update(store, subscription, { quantity: 3 }, start + 10 * day);
  const renewal = renew(store, subscription);
  const back = refund(store, first.order, { amount: '59.50', at: renewal.order.createdAt + 5 * day });
  const overdue = remindOfOverduePayment(store, subscription, store.clock.now() - 2 * day);
  const canceled = cancel(store, subscription, store.clock.now() - day);
  const sold = first.events.find(({ type }) => type === 'order.completed');
  if (sold === undefined) throw new Error('a purchase is told');
  const deliveries = [
    first.events,
    [updated],
    renewal.events,
    back.events,
    [overdue, canceled],
    [resentEvent(sold, store.clock.now())],
  ];
  return { buyer, deliveries };
}

function planOf(store: Store) {
  return (
    store.products.get('pro-plan-monthly') ??
    addProduct(store, {
      path: 'pro-plan-monthly',
      name: 'Pro plan',
      sku: 'PRO-M',
      prices: { EUR: '100.00', USD: '109.00' },
      interval: { unit: 'month', length: 1 },
    })
  );
}

/** Every buyer's first delivery, then every buyer's second … */
function interleave<Item>(lists: readonly (readonly Item[])[]): readonly Item[] {
  const longest = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list.slice(index, index + 1))).flat();
}

/**
 * The settings of the account's administrator. The result does not depend on the order in which facts are carried out:
 * a later event of a buyer also leads to a later stage of the pipeline.
 */
export function rulesFor(pipelines: readonly { id: number; statuses: readonly { id: number; name: string }[] }[]) {
  const stage = (name: string) => {
    const pipeline = pipelines.find(({ statuses }) => statuses.some((status) => status.name === name));
    const status = pipeline?.statuses.find((candidate) => candidate.name === name);
    return { pipelineId: pipeline?.id, statusId: status?.id };
  };
  return [
    { on: 'order.completed', moveTo: stage('Subscribed'), setPrice: true, tags: ['customer'] },
    { on: 'subscription.charge.completed', moveTo: stage('Renewed'), setPrice: true },
    {
      on: 'subscription.payment.overdue',
      task: { typeId: 1, text: 'Payment overdue: call the customer', dueInHours: 24 },
    },
    { on: 'subscription.canceled', moveTo: stage('Closed - lost'), tags: ['churned'] },
  ];
}
