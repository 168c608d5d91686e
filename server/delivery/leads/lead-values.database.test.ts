import { expect, test } from 'vitest';
import { startDeliveryStack } from '../../../testing/server/delivery/delivery-stack.ts';

test('cents that an account refuses are rounded, and not sent again', async () => {
  const stack = await startDeliveryStack({
    sandbox: { accounts: [{ subdomain: 'demo', acceptsMinorUnits: false }] },
  });
  const { sandbox, prisma, ask, deliver, effect } = stack;
  const [one, two] = [sandbox.addLead({ name: 'One' }), sandbox.addLead({ name: 'Two' })];
  const price = (text: string) => ({ kind: 'price', price: text, currency: 'EUR' }) as const;
  const effects = [await ask(one.id, price('69.50')), await ask(two.id, price('238.00'))];
  await ask(one.id, { kind: 'tags', tags: ['paid'] });
  await deliver();
  for (const id of effects) expect(await effect(id)).toMatchObject({ state: 'done', lastError: null });
  expect([sandbox.lead(one.id).price, sandbox.lead(two.id).price]).toEqual([70, 238]);
  expect(sandbox.lead(one.id).tags).toMatchObject([{ name: 'paid' }]);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ wholePrices: true });

  const writes = () => sandbox.requests.filter(({ method }) => method === 'PATCH').length;
  expect(writes()).toBe(2);
  await ask(two.id, price('19.90'));
  await deliver();
  expect(sandbox.lead(two.id).price).toBe(20);
  expect(writes()).toBe(3);
});

test('cents reach the lead, and a lead that has them is left alone', async () => {
  const { sandbox, ask, deliver, prisma } = await startDeliveryStack();
  const lead = sandbox.addLead({ name: 'One' });
  await ask(lead.id, { kind: 'price', price: '69.90', currency: 'EUR' });
  await deliver();
  await ask(lead.id, { kind: 'price', price: '69.90', currency: 'EUR' });
  await deliver();
  expect(sandbox.lead(lead.id).price).toBe(69.9);
  expect(sandbox.requests.filter(({ method }) => method === 'PATCH')).toHaveLength(1);
  expect(await prisma.account.findFirstOrThrow()).toMatchObject({ wholePrices: false });
});

test('a price or field of an older fact that arrives late does not overwrite a newer one', async () => {
  const stack = await startDeliveryStack();
  const { sandbox, ask, deliver, effect, now, passTime } = stack;
  const [kept, both] = await stack.kommo.forAccount(stack.accountId, 'background').createLeadFields([
    { name: 'Plan', type: 'text', code: 'PLAN' },
    { name: 'Country', type: 'text', code: 'COUNTRY' },
  ]);
  const [plan, country] = [kept?.id ?? 0, both?.id ?? 0];
  const lead = sandbox.addLead({ name: 'Acme' });
  passTime(60_000);
  const fieldsOf = (...values: { fieldId: number; value: string }[]) => ({ kind: 'fields', values }) as const;
  await ask(lead.id, { kind: 'price', price: '300.00', currency: 'EUR' }, { occurredAt: now() });
  await ask(lead.id, fieldsOf({ fieldId: plan, value: 'Pro' }), { occurredAt: now() });
  await deliver();
  const late = { occurredAt: now() - 30_000 };
  const price = await ask(lead.id, { kind: 'price', price: '100.00', currency: 'EUR' }, late);
  const fields = [
    { fieldId: plan, value: 'Basic' },
    { fieldId: country, value: 'DE' },
  ];
  await ask(lead.id, fieldsOf(...fields), late);
  await deliver();
  expect(sandbox.lead(lead.id).price).toBe(300);
  const fieldOf = (id: number) => sandbox.lead(lead.id).fields.find((field) => field.field_id === id)?.values[0]?.value;
  expect([fieldOf(plan), fieldOf(country)]).toEqual(['Pro', 'DE']);
  expect(await effect(price)).toMatchObject({ state: 'skipped' });
});
