import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documentedEventTypes, understoodEventTypes } from '../../fastspring/catalogue.ts';
import { readSettings, rulesOfStages } from './settings.ts';
import { parseSettings, problemsOfError } from './settings-problems.ts';

const contractExample = {
  matching: { byCompanyDomain: 'suggest', createWhenUnmatched: 'nothing', companyDomains: [], providerDomains: [] },
  products: [{ sku: 'PRO-*', pipelineId: 6950551 }],
  responsible: [{ pipelineId: 6950551, userIds: [81] }],
  rules: [
    {
      on: 'order.completed',
      sku: null,
      pipelineId: null,
      moveTo: { pipelineId: 6950551, statusId: 142 },
      reopen: false,
      note: true,
      task: null,
      setPrice: true,
    },
  ],
  fields: { status: 1001, monthly: 1002, nextChargeAt: 1003, totalPaid: 1004 },
  testOrders: 'show',
  invoices: 'off',
  paymentLinks: { checkout: null, storefront: null },
  alarms: { email: 'ops@acme.example' },
  reconciliation: { markEventsProcessed: false },
};

const rule = (change: object) => ({ rules: [{ on: 'order.completed', ...change }] });
const task = (change: object) => rule({ task: { typeId: 1, text: 'Call', dueInHours: 24, ...change } });

describe('reading', () => {
  test('without stored settings the set is complete and moves nothing', () => {
    expect(readSettings({})).toEqual({
      access: { buyers: [] },
      matching: { byCompanyDomain: 'suggest', createWhenUnmatched: 'nothing', companyDomains: [], providerDomains: [] },
      products: [],
      responsible: [],
      rules: [],
      fields: {
        status: null,
        monthly: null,
        nextChargeAt: null,
        totalPaid: null,
        lastPaymentAt: null,
        subscriptionId: null,
        country: null,
      },
      testOrders: 'show',
      invoices: 'off',
      paymentLinks: { checkout: null, storefront: null },
      alarms: { email: null },
      reconciliation: { markEventsProcessed: false },
    });
  });

  test('the documented example is accepted unchanged', () => {
    expect(parseSettings(contractExample)).toMatchObject({ ok: true, settings: contractExample });
  });

  test('settings can be read, stored and read again', () => {
    const settings = readSettings(contractExample);
    expect(readSettings(JSON.parse(JSON.stringify(settings)))).toEqual(settings);
  });

  test.each([
    ['Acme.example', 'acme.example'],
    [' @acme.example ', 'acme.example'],
    ['anna@mail.acme.example', 'mail.acme.example'],
    ['https://www.acme.example/en?x=1', 'acme.example'],
    ['https://acme.example:8080', 'acme.example'],
    ['acme.example/@anna', 'acme.example'],
    ['acme.example.', 'acme.example'],
    ['Müller.example', 'xn--mller-kva.example'],
    ['acme.co.uk', 'acme.co.uk'],
  ])('the domain of %j is %j', (typed, domain) => {
    const { matching } = readSettings({ matching: { companyDomains: [typed], providerDomains: [typed, typed] } });
    expect(matching).toMatchObject({ companyDomains: [domain], providerDomains: [domain] });
  });

  test('the environment’s stages are rules until rules are saved, even an empty list of them', () => {
    const rules = rulesOfStages({ paid: 111, won: 142 });
    expect(rules).toMatchObject([
      { on: 'order.completed', moveTo: { pipelineId: null, statusId: 111 }, note: true, reopen: false },
      { on: 'subscription.activated', moveTo: { pipelineId: null, statusId: 142 }, note: true, reopen: false },
    ]);
    expect(readSettings({}, rules).rules).toEqual(rules);
    expect(readSettings({ testOrders: 'act' }, rules).rules).toEqual(rules);
    expect(readSettings({ rules: [] }, rules).rules).toEqual([]);
  });

  test('a stage that the environment does not name gives no rule', () => {
    expect(rulesOfStages({ paid: null, won: null })).toEqual([]);
    expect(rulesOfStages({ paid: null, won: 142 })).toHaveLength(1);
  });
});

describe('refusing', () => {
  test.each([
    ['an unknown key', { surprise: 1 }, 'surprise', 'unknown_key'],
    ['an unknown key inside a rule', rule({ moveto: null }), 'rules.0.moveto', 'unknown_key'],
    ['a rule without its event', { rules: [{}] }, 'rules.0.on', 'not_offered'],
    ['an event FastSpring does not have', { rules: [{ on: 'order.paid' }] }, 'rules.0.on', 'not_offered'],
    ['a stage as text', rule({ moveTo: { statusId: '142' } }), 'rules.0.moveTo.statusId', 'wrong_type'],
    ['a move without a stage', rule({ moveTo: { pipelineId: 1 } }), 'rules.0.moveTo.statusId', 'missing'],
    ['a pipeline of 0', { products: [{ sku: 'A', pipelineId: 0 }] }, 'products.0.pipelineId', 'too_small'],
    ['an empty SKU', rule({ sku: '  ' }), 'rules.0.sku', 'too_short'],
    ['a SKU longer than any', rule({ sku: 'x'.repeat(256) }), 'rules.0.sku', 'too_long'],
    ['another choice', { testOrders: 'maybe' }, 'testOrders', 'not_offered'],
    ['a task without a date', task({ dueInHours: null }), 'rules.0.task.dueInHours', 'one_due_needed'],
    ['a task with two', task({ dueOn: { weekday: 1, time: '09:00' } }), 'rules.0.task.dueInHours', 'one_due_needed'],
    ['an eighth weekday', task({ dueOn: { weekday: 8, time: '09:00' } }), 'rules.0.task.dueOn.weekday', 'too_big'],
    ['a time of 25:00', task({ dueOn: { weekday: 1, time: '25:00' } }), 'rules.0.task.dueOn.time', 'wrong_format'],
    ['an unknown placeholder', task({ text: 'Call {nmae}' }), 'rules.0.task.text', 'unknown_placeholder'],
    [
      'a price of a refund',
      { rules: [{ on: 'return.created', setPrice: true }] },
      'rules.0.setPrice',
      'no_price_in_event',
    ],
    [
      'a company without a domain',
      { matching: { companyDomains: ['acme'] } },
      'matching.companyDomains.0',
      'wrong_format',
    ],
    ['a domain of spaces', { matching: { providerDomains: [' '] } }, 'matching.providerDomains.0', 'wrong_format'],
    ['a domain as a number', { matching: { providerDomains: [1] } }, 'matching.providerDomains.0', 'wrong_type'],
    [
      'two domains in one',
      { matching: { providerDomains: ['a.de b.de'] } },
      'matching.providerDomains.0',
      'wrong_format',
    ],
    [
      'two addresses for alarms',
      { alarms: { email: 'a@acme.example, b@acme.example' } },
      'alarms.email',
      'wrong_format',
    ],
    ['an address with a line break', { alarms: { email: 'a@acme.example\nBcc: b' } }, 'alarms.email', 'wrong_format'],
    ['settings that are no object', [], '', 'wrong_type'],
  ])('%s', (_what, input, path, code) => {
    const result = parseSettings(input);
    expect(result.ok).toBe(false);
    expect(result.ok ? [] : result.problems).toContainEqual(expect.objectContaining({ path, code }));
  });

  test.each([
    ['the type that is expected', { testOrders: 'show', rules: {} }, { expected: 'array' }],
    ['the key that is unknown', { surprise: 1 }, { key: 'surprise' }],
    ['the event without a price', { rules: [{ on: 'return.created', setPrice: true }] }, { on: 'return.created' }],
    ['nothing of what is missing', { products: [{ pipelineId: 1 }] }, {}],
    ['nothing of what is empty', { products: [null] }, { expected: 'object' }],
  ])('names %s', (_what, input, params) => {
    const result = parseSettings(input);
    expect(result.ok ? [] : result.problems.map((problem) => problem.params)).toEqual([params]);
  });

  test('a problem without a text is a fault of the program, not of the settings', () => {
    const schema = z.object({ rules: z.custom(() => false, { params: { code: 'surprise' } }) });
    const { error } = schema.safeParse({});
    if (error === undefined) throw new Error('The schema refuses nothing');
    expect(() => problemsOfError(error, {})).toThrow('a problem without a known code at rules');
  });

  test('all problems are reported together, with the values for their texts', () => {
    const result = parseSettings({
      testOrders: 1,
      rules: [{ on: 'order.completed', tags: [''], task: { typeId: 1, text: '{who} {what}', dueInHours: 1 } }],
    });
    expect(result).toEqual({
      ok: false,
      problems: [
        { path: 'rules.0.task.text', code: 'unknown_placeholder', params: { placeholder: 'who' } },
        { path: 'rules.0.task.text', code: 'unknown_placeholder', params: { placeholder: 'what' } },
        { path: 'rules.0.tags.0', code: 'too_short', params: { least: 1 } },
        { path: 'testOrders', code: 'not_offered', params: { offered: 'show, act, hide' } },
      ],
    });
  });
});

test('a lead can take over the price of events with one', () => {
  const takesPrice = (on: string) => parseSettings({ rules: [{ on, setPrice: true }] }).ok;
  expect(documentedEventTypes.filter(takesPrice)).toEqual([
    'order.completed',
    'order.payment.pending',
    'order.approval.pending',
    'subscription.charge.completed',
    'subscription.group.payment.charge.completed',
  ]);
});

test('an event that nothing reads is offered to no new rule, and a saved rule for it stays', () => {
  const rules = [{ on: 'invoice.reminder.email' }];
  expect(understoodEventTypes).not.toContain('invoice.reminder.email');
  expect(parseSettings({ rules })).toMatchObject({ ok: true, settings: { rules } });
  expect(readSettings({ rules }).rules).toMatchObject(rules);
});
