import { describe, expect, test } from 'vitest';
import { noon, orderFact, refundFact, subscriptionFact } from '../../../testing/server/rules/facts.ts';
import { account, planned } from '../../../testing/server/rules/plans.ts';

const task = { typeId: 1, text: 'Call {customer} about {product}', dueInHours: 24 };

describe('a task', () => {
  test('about an event that was reported late is due as if it had just happened', () => {
    const rules = [{ on: 'order.completed', task }];
    const later = noon + 40 * 86_400_000;
    expect(planned(orderFact(), { rules }).task).toMatchObject({ dueAt: noon / 1000 + 86_400 });
    expect(planned(orderFact(), { rules }, { now: later }).task).toMatchObject({ dueAt: later / 1000 + 86_400 });
  });

  test('leaves no trace of values that the event does not have', () => {
    const fact = subscriptionFact('subscription.payment.overdue', { subscription: { accountUrl: null } });
    const rules = [{ on: fact.type, task: { ...task, text: 'Payment is late ({link}) for {product}' } }];
    expect(planned(fact, { rules }).task).toMatchObject({ text: 'Payment is late for Pro plan' });
  });

  test('says what happened if none of its text is left', () => {
    const rules = [{ on: 'return.created', task: { ...task, text: '{link}' } }];
    expect(planned(refundFact(), { rules }).task).toMatchObject({
      text: 'Partially refunded: €23.80, incl. €3.80 tax',
    });
  });

  test('does not fill in placeholders in a customer’s name', () => {
    const fact = orderFact({ customer: { ...orderFact().customer, name: '{email}' } });
    expect(
      planned(fact, { rules: [{ on: 'order.completed', task: { ...task, text: 'Call {customer}' } }] }).task,
    ).toMatchObject({ text: 'Call {email}' });
  });

  test('is due on the account’s clocks', () => {
    const rules = [{ on: 'order.completed', task: { typeId: 2, text: 'Meet', dueOn: { weekday: 1, time: '09:00' } } }];
    const settings = { account: { ...account, timeZone: 'America/Sao_Paulo' } };
    expect(planned(orderFact(), { rules }, settings).task).toMatchObject({ dueAt: Date.UTC(2026, 10, 23, 12) / 1000 });
  });
});
