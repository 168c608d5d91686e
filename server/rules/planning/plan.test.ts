import { describe, expect, test } from 'vitest';
import {
  noon,
  noticeFact,
  orderFact,
  proPlan,
  refundFact,
  refundRequestFact,
  subscriptionFact,
} from '../../../testing/server/rules/facts.ts';
import { account, plan, planned } from '../../../testing/server/rules/plans.ts';
import { documentedEventTypes } from '../../fastspring/catalogue.ts';

const move = { pipelineId: 10, statusId: 142 };
const task = { typeId: 1, text: 'Call {customer} about {product}', dueInHours: 24 };
const everything = {
  on: 'order.completed',
  moveTo: move,
  setPrice: true,
  tags: ['paid'],
  task,
  fields: [{ fieldId: 7, value: '{reference}' }],
};

describe('without configuration', () => {
  test('a payment is one note and moves nothing', () => {
    expect(plan(orderFact())).toEqual([
      {
        key: 'order.completed:order-1|152464|note',
        factKey: 'order.completed:order-1',
        leadId: 152464,
        occurredAt: noon,
        content: {
          kind: 'note',
          text: 'Payment received: €238.00, incl. €38.00 tax (19% MwSt, Germany) · Pro plan × 2 · order ACM261120-1042 · anna@acme.example',
        },
      },
    ]);
  });

  test('salespeople get notes about money, access and intent, and none about bookkeeping', () => {
    const silent = (type: string) => plan(noticeFact(type, {})).length === 0;
    expect(documentedEventTypes.filter(silent)).toEqual([
      'subscription.payment.reminder',
      'subscription.group.prorated',
      'subscription.group.payment.reminder',
      'invoice.reminder.email',
      'mailingListEntry.updated',
      'mailingListEntry.removed',
      'account.created',
      'account.updated',
      'payoutEntry.created',
    ]);
    expect(['subscription.unheard.of', 'toString'].every(silent)).toBe(true);
    expect(plan({ ...subscriptionFact('subscription.group.updated'), kind: 'snapshot' })).toEqual([]);
  });
});

test('a refund that is only requested gets a note and matches no rule', () => {
  const rules = [{ on: 'return.created', moveTo: move, tags: ['refunded'], task, note: false }];
  expect(planned(refundFact(), { rules })).toMatchObject({ move: {}, tags: {}, task: {} });
  expect(planned(refundRequestFact(), { rules })).toEqual({
    note: { kind: 'note', text: expect.stringContaining('Refund requested') },
  });
});

describe('a rule', () => {
  test('that asks for everything gives one effect of each kind, each under its own key', () => {
    const effects = plan(orderFact(), { rules: [everything] });
    expect(effects.map(({ content }) => content)).toEqual([
      { kind: 'move', ...move, reopen: false },
      { kind: 'price', price: '238.00', currency: 'EUR' },
      { kind: 'tags', tags: ['paid'] },
      { kind: 'fields', values: [{ fieldId: 7, value: 'ACM261120-1042' }] },
      { kind: 'note', text: expect.stringContaining('€238.00') },
      { kind: 'task', typeId: 1, text: 'Call Anna Schmidt about Pro plan', dueAt: noon / 1000 + 86_400 },
    ]);
    expect(new Set(effects.map(({ key }) => key)).size).toBe(6);
  });

  test('gives the same effects every time', () => {
    expect(plan(orderFact(), { rules: [everything] })).toEqual(plan(orderFact(), { rules: [everything] }));
  });

  test.each([
    ['its SKU', { sku: 'PRO-*' }, true],
    ['its product path', { sku: 'pro-monthly' }, true],
    ['another SKU', { sku: 'BASIC-*' }, false],
    ['the lead’s pipeline', { pipelineId: 10 }, true],
    ['another pipeline', { pipelineId: 11 }, false],
    ['another event', { on: 'return.created' }, false],
  ])('for %s', (_what, condition, moves) => {
    const rule = { on: 'order.completed', moveTo: move, ...condition };
    expect(planned(orderFact(), { rules: [rule] }).move !== undefined).toBe(moves);
  });

  test('finds the SKU of a subscription', () => {
    const rules = [{ on: 'subscription.activated', sku: 'PRO-*', moveTo: move }];
    expect(planned(subscriptionFact('subscription.activated'), { rules }).move).toEqual({
      kind: 'move',
      ...move,
      reopen: false,
    });
  });

  test('with a SKU matches if one of several products does', () => {
    const items = [{ ...proPlan, sku: null, productPath: 'support' }, proPlan];
    expect(
      planned(orderFact({ order: { items } }), { rules: [{ on: 'order.completed', sku: 'PRO-M', moveTo: move }] }).move,
    ).toBeDefined();
  });

  test('may ask for the lead’s own pipeline and for reopening', () => {
    const rules = [{ on: 'order.completed', moveTo: { statusId: 142 }, reopen: true }];
    expect(planned(orderFact(), { rules }).move).toEqual({
      kind: 'move',
      pipelineId: null,
      statusId: 142,
      reopen: true,
    });
  });

  test('may suppress the note, or request one for an event without', () => {
    expect(planned(orderFact(), { rules: [{ on: 'order.completed', note: false }] }).note).toBeUndefined();
    const rules = [{ on: 'subscription.payment.reminder' }];
    expect(planned(subscriptionFact('subscription.payment.reminder'), { rules }).note).toBeDefined();
  });

  test('about other products leaves the usual note', () => {
    expect(planned(orderFact(), { rules: [{ on: 'order.completed', sku: 'BASIC', note: false }] }).note).toBeDefined();
  });
});

describe('several rules', () => {
  const first = {
    on: 'order.completed',
    sku: 'PRO-*',
    moveTo: move,
    tags: ['pro'],
    note: false,
    fields: [
      { fieldId: 1, value: 'pro' },
      { fieldId: 2, value: '{link}' },
    ],
  };
  const second = {
    on: 'order.completed',
    moveTo: { pipelineId: 11, statusId: 143 },
    task,
    tags: ['paid', 'pro'],
    fields: [
      { fieldId: 1, value: 'any' },
      { fieldId: 2, value: '{amount}' },
    ],
  };

  test('add up; a value that a lead has only once comes from the first rule with it', () => {
    expect(planned(orderFact(), { rules: [first, second] })).toMatchObject({
      move: move,
      task: { kind: 'task' },
      tags: { tags: ['pro', 'paid'] },
      fields: {
        values: [
          { fieldId: 1, value: 'pro' },
          { fieldId: 2, value: '€238.00' },
        ],
      },
      note: { kind: 'note' },
    });
  });

  test('move as the first moving rule says', () => {
    expect(planned(orderFact(), { rules: [{ on: 'order.completed' }, everything] }).move).toMatchObject(move);
  });

  test('give no note only if all suppress it', () => {
    const rules = [first, { ...second, note: false }];
    expect(planned(orderFact(), { rules }).note).toBeUndefined();
  });
});

describe('the price', () => {
  const settings = { rules: [{ on: 'order.completed', setPrice: true }] };

  test('is written in the account’s currency only', () => {
    expect(planned(orderFact(), settings).price).toEqual({ kind: 'price', price: '238.00', currency: 'EUR' });
    expect(planned(orderFact({ order: { currency: 'USD' } }), settings).price).toBeUndefined();
    expect(planned(orderFact(), settings, { account: { ...account, currency: null } }).price).toBeUndefined();
  });

  test('of an order without charge leaves the lead’s price alone', () => {
    expect(planned(orderFact({ order: { total: '0.00' } }), settings).price).toBeUndefined();
  });
});

describe('a test order', () => {
  const testOrder = orderFact({ live: false });
  const rules = [everything];

  test('gets a marked note and nothing else', () => {
    expect(plan(testOrder, { rules }).map(({ content }) => content)).toEqual([
      { kind: 'note', text: expect.stringMatching(/^TEST · Payment received/) },
    ]);
  });

  test('acts like a real one, marked, if the settings say so', () => {
    const effects = planned(testOrder, { rules, testOrders: 'act' });
    expect(Object.keys(effects)).toEqual(['move', 'price', 'tags', 'fields', 'note', 'task']);
    expect(effects).toMatchObject({
      note: { text: expect.stringMatching(/^TEST · /) },
      task: { text: expect.stringMatching(/^TEST · Call/) },
    });
  });

  test('does nothing if the settings hide it', () => {
    expect(plan(testOrder, { rules, testOrders: 'hide' })).toEqual([]);
    expect(plan(orderFact(), { rules, testOrders: 'hide' })).toHaveLength(6);
  });
});
