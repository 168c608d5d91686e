import { expect } from 'vitest';
import { WON } from '../records/entities.ts';
import { createCaller } from '../test-caller.ts';
import { idsOf, leadInSales, stageOf } from '../test-leads.ts';
import { test } from '../test-sandbox.ts';

test('a lead moves with its pipeline and stage, and closing it sets closed_at', async ({ sandbox, call }) => {
  const { sales, lead } = leadInSales(sandbox);
  const moved = await call('PATCH', '/leads', [{ id: lead.id, pipeline_id: sales.id, status_id: WON, price: 238 }]);
  expect(moved.status).toBe(200);
  expect(moved.body._embedded.leads).toMatchObject([{ id: lead.id, updated_at: expect.any(Number) }]);
  const closed = await call('GET', `/leads/${lead.id}?with=contacts`);
  expect(closed.body).toMatchObject({ status_id: WON, price: 238, closed_at: expect.any(Number), is_deleted: false });

  const stage = stageOf(sales, 'Negotiation');
  await call('PATCH', `/leads/${lead.id}`, { pipeline_id: sales.id, status_id: stage });
  expect((await call('GET', `/leads/${lead.id}`)).body).toMatchObject({ status_id: stage, closed_at: null });
});

test('a stage of another pipeline, the incoming stage and an unknown one are refused', async ({ sandbox, call }) => {
  const { sales, renewals, lead } = leadInSales(sandbox);
  const incoming = sales.statuses.find((status) => status.type === 1)?.id ?? 0;
  for (const change of [
    { status_id: stageOf(renewals, 'Due') },
    { pipeline_id: sales.id, status_id: incoming },
    { pipeline_id: sales.id, status_id: 99 },
  ]) {
    const refused = await call('PATCH', `/leads/${lead.id}`, change);
    expect(refused.status).toBe(400);
    expect(refused.type).toContain('application/problem+json');
    expect(refused.body['validation-errors'][0].errors).toMatchObject([
      { code: 'NotSupportedChoice', path: 'status_id' },
    ]);
  }
  expect(
    (await call('PATCH', `/leads/${lead.id}`, { pipeline_id: 99 })).body['validation-errors'][0].errors[0].path,
  ).toBe('pipeline_id');
});

test('a batch with one wrong element is refused completely, and names the element', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const refused = await call('PATCH', '/leads', [
    { id: lead.id, price: 100 },
    { id: 424242, price: 100 },
    { id: lead.id, price: 'much', request_id: 'third' },
  ]);
  expect(refused.body['validation-errors']).toMatchObject([
    { request_id: '1', errors: [{ code: 'NotSupportedChoice', path: 'id' }] },
    { request_id: 'third', errors: [{ code: 'InvalidType', path: 'price' }] },
  ]);
  expect(sandbox.lead(lead.id).price).toBe(0);
  const tooMany = Array.from({ length: 251 }, () => ({ id: lead.id, price: 1 }));
  expect((await call('PATCH', '/leads', tooMany)).status).toBe(422);
});

test('unknown keys, deactivated users and unknown fields are refused', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const formerUser = sandbox.account().users.find((user) => !user.isActive);
  const refusals = [
    [{ stage: 1 }, 'stage'],
    [{ responsible_user_id: formerUser?.id }, 'responsible_user_id'],
    [{ updated_by: formerUser?.id }, 'updated_by'],
    [{ custom_fields_values: [{ field_id: 7, values: [{ value: 'x' }] }] }, 'custom_fields_values.0.field_id'],
  ] as const;
  for (const [change, path] of refusals) {
    const { status, body } = await call('PATCH', `/leads/${lead.id}`, change);
    expect([path, status]).toEqual([path, 400]);
    expect(body['validation-errors'][0].errors[0].path).toBe(path);
  }
});

test('a price has cents, unless the account takes whole numbers only', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  expect((await call('PATCH', `/leads/${lead.id}`, { price: 99.5 })).status).toBe(200);
  expect((await call('GET', `/leads/${lead.id}`)).body).toMatchObject({ price: 99, price_with_minor_units: 99.5 });

  sandbox.addAccount({ subdomain: 'whole', acceptsMinorUnits: false });
  const callWhole = createCaller(sandbox, 'whole');
  const refused = await callWhole('POST', '/leads', [{ price: 99.5 }]);
  expect(refused.status).toBe(400);
  expect(refused.body['validation-errors'][0].errors).toMatchObject([{ code: 'InvalidType', path: 'price' }]);
  const [made] = (await callWhole('POST', '/leads', [{ price: 100 }])).body._embedded.leads;
  expect((await callWhole('GET', `/leads/${made.id}`)).body).not.toHaveProperty('price_with_minor_units');
});

test('tags are added beside the others and custom fields written by type', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const created = await call('POST', '/leads/custom_fields', [
    { name: 'Total paid', type: 'numeric', code: 'FS_TOTAL' },
    { name: 'Payment status', type: 'text', code: 'FS_STATUS' },
  ]);
  expect(created.status).toBe(201);
  const [total, status] = created.body._embedded.custom_fields;
  const write = (values: unknown[]) => call('PATCH', `/leads/${lead.id}`, { custom_fields_values: values });

  expect((await write([{ field_id: status.id, values: [{ value: 12 }] }])).status).toBe(400);
  await write([
    { field_id: total.id, values: [{ value: 238 }] },
    { field_code: 'FS_STATUS', values: [{ value: 'paid' }] },
  ]);
  await call('PATCH', `/leads/${lead.id}`, { tags_to_add: [{ name: 'paid' }] });
  await call('PATCH', `/leads/${lead.id}`, { tags_to_add: [{ name: 'renewed' }, { name: 'paid' }] });
  const { body } = await call('GET', `/leads/${lead.id}`);
  expect(body._embedded.tags.map((tag: { name: string }) => tag.name)).toEqual(['paid', 'renewed']);
  expect(body.custom_fields_values.map((field: { values: unknown[] }) => field.values)).toEqual([
    [{ value: 238 }],
    [{ value: 'paid' }],
  ]);
  expect((await call('POST', '/leads/custom_fields', [{ name: 'Again', type: 'text', code: 'FS_TOTAL' }])).status).toBe(
    400,
  );
});

test('any update takes a lead out of the incoming stage', async ({ sandbox, call }) => {
  const { sales, lead } = leadInSales(sandbox);
  sandbox.makeIncoming(lead.id);
  await call('PATCH', `/leads/${lead.id}`, { price: 5 });
  expect(sandbox.lead(lead.id).status_id).toBe(stageOf(sales, 'First contact'));
});

test('deleted leads cannot be read or written, but remain in their contact’s list', async ({ sandbox, call }) => {
  const { lead, contact } = leadInSales(sandbox);
  sandbox.deleteLeadByHand(lead.id);
  expect((await call('GET', `/leads/${lead.id}`)).status).toBe(204);
  expect((await call('GET', `/leads?filter[id][]=${lead.id}`)).status).toBe(204);
  expect((await call('PATCH', `/leads/${lead.id}`, { price: 1 })).status).toBe(404);
  expect(idsOf((await call('GET', `/contacts/${contact.id}?with=leads`)).body._embedded.leads)).toEqual([lead.id]);
  expect(idsOf((await call('GET', '/leads?with=only_deleted')).body._embedded.leads)).toEqual([lead.id]);
});
