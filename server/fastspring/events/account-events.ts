import { createHash } from 'node:crypto';
import { customerShape, readCustomer } from './customer.ts';
import { happenedAt, isLive, readWith, unreadable } from './event-source.ts';
import { identifier } from './fields.ts';

const accountShape = customerShape.extend({ id: identifier });

/**
 * account.created and account.updated: the data is the account itself and has no time, so its content distinguishes
 * updates.
 */
export const readAccountEvent = readWith(accountShape, (shape, source) => {
  const accountId = shape.id ?? shape.account?.id ?? null;
  if (accountId === null) return unreadable('it has no account id');
  const customer = { ...readCustomer(shape), fastspringAccountId: accountId };
  const content = createHash('sha256').update(JSON.stringify(customer)).digest('hex').slice(0, 16);
  return [
    {
      kind: 'customer',
      key: [source.type, accountId, ...(source.type === 'account.created' ? [] : [content])].join(':'),
      type: source.type,
      occurredAt: happenedAt(source),
      live: isLive(source, shape.live),
      orderId: null,
      subscriptionId: null,
      customer,
    },
  ];
});
