import type { DeliveryStack } from './delivery-stack.ts';

/** The stages of the sandbox's main pipeline by name. */
export function stagesOf({ sandbox }: Pick<DeliveryStack, 'sandbox'>) {
  const [sales, renewals] = sandbox.account().pipelines;
  const idOf = (name: string) =>
    [sales, renewals].flatMap((pipeline) => pipeline?.statuses ?? []).find((status) => status.name === name)?.id ?? 0;
  return {
    sales: sales?.id ?? 0,
    renewals: renewals?.id ?? 0,
    first: idOf('First contact'),
    offer: idOf('Offer made'),
    negotiation: idOf('Negotiation'),
    subscribed: idOf('Subscribed'),
    due: idOf('Due'),
    won: 142,
  };
}
