import { expect } from 'vitest';
import { LOST } from '../records/entities.ts';
import { idsOf, leadInSales, stageOf } from '../test-leads.ts';
import { test } from '../test-sandbox.ts';

test('notes: service messages need a service, unknown types and leads are refused, the list is filtered', async ({
  sandbox,
  call,
}) => {
  const { lead } = leadInSales(sandbox);
  const note = (change: object) => ({
    entity_id: lead.id,
    note_type: 'service_message',
    params: { service: 'FastSpring', text: 'Paid' },
    ...change,
  });
  const refusals = [
    [note({ params: { text: 'Paid' } }), 'params.service'],
    [note({ note_type: 'invoice_paid' }), 'note_type'],
    [note({ entity_id: 1 }), 'entity_id'],
  ] as const;
  for (const [body, path] of refusals) {
    const refused = await call('POST', '/leads/notes', [body]);
    expect(refused.body['validation-errors'][0].errors[0].path).toBe(path);
  }
  const posted = await call('POST', '/leads/notes', [
    note({ request_id: 'a' }),
    note({}),
    note({ note_type: 'common' }),
  ]);
  expect(posted.body._embedded.notes.map((each: { request_id: string }) => each.request_id)).toEqual(['a', '1', '2']);

  const since = Math.floor(Date.now() / 1000) - 60;
  const filter = `filter[entity_id][]=${lead.id}&filter[note_type][]=service_message&filter[updated_at][from]=${since}`;
  const listed = await call('GET', `/leads/notes?${filter}&order[id]=desc&limit=250`);
  const [first, second] = posted.body._embedded.notes;
  expect(idsOf(listed.body._embedded.notes)).toEqual([second.id, first.id]);
  expect(listed.body._embedded.notes[0].params).toEqual({ service: 'FastSpring', text: 'Paid' });
  expect((await call('GET', `/leads/${lead.id}/notes`)).body._embedded.notes).toHaveLength(3);
});

test('tasks are made, listed open and closed, and completed', async ({ sandbox, call }) => {
  const { lead } = leadInSales(sandbox);
  const task = { text: 'Winback call', complete_till: 2_000_000_000, entity_id: lead.id, entity_type: 'leads' };
  expect((await call('POST', '/tasks', [{ ...task, task_type_id: 77 }])).status).toBe(400);
  expect((await call('POST', '/tasks', [{ text: 'No time' }])).body['validation-errors'][0].errors[0]).toMatchObject({
    code: 'FieldMissing',
    path: 'complete_till',
  });
  const { body } = await call('POST', '/tasks', [task]);
  const [{ id }] = body._embedded.tasks;
  await call('PATCH', `/tasks/${id}`, { is_completed: true, result: { text: 'Paid meanwhile' } });
  const path = `/tasks?filter[entity_type]=leads&filter[entity_id][]=${lead.id}`;
  expect((await call('GET', path)).body._embedded.tasks).toMatchObject([
    { id, is_completed: true, result: { text: 'Paid meanwhile' } },
  ]);
  expect((await call('GET', `${path}&filter[is_completed]=0`)).status).toBe(204);
});

test('the event list shows who moved a lead, newest first', async ({ sandbox, call }) => {
  const { sales, lead } = leadInSales(sandbox);
  const seller = sandbox.account().users[1];
  sandbox.moveLeadByHand(lead.id, stageOf(sales, 'Negotiation'), sales.id, { userId: seller?.id ?? 0 });
  await call('PATCH', `/leads/${lead.id}`, { pipeline_id: sales.id, status_id: LOST, updated_by: 0 });
  const path = '/events?filter[type]=lead_status_changed&filter[entity]=lead';
  const { body } = await call('GET', `${path}&filter[entity_id][]=${lead.id}&filter[created_at][from]=1`);
  expect(body._embedded.events.map((event: { created_by: number }) => event.created_by)).toEqual([0, seller?.id]);
  expect(body._embedded.events[0].value_after).toEqual([{ lead_status: { id: LOST, pipeline_id: sales.id } }]);
  expect((await call('GET', `/events?filter[entity_id][]=${lead.id}`)).status).toBe(400);
});
