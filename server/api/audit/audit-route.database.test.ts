import { expect, test } from 'vitest';
import { addOtherAccount } from '../../../testing/postgres/other-account.ts';
import { setPeopleScene } from '../../../testing/server/api/people-scene.ts';
import { storeFact } from '../../../testing/server/api/stored-facts.ts';
import { orderFact } from '../../../testing/server/rules/facts.ts';
import type { AuditEntryView, AuditPage } from './audit-view.ts';

async function setScene() {
  const scene = await setPeopleScene();
  const { ask, ids } = scene;
  const read = async (query = ''): Promise<AuditPage> =>
    (await ask(ids.administrator, `GET /api/v1/audit${query}`)).json();
  const act = async (route: string, payload?: object) => {
    const { statusCode } = await ask(ids.administrator, route, payload);
    if (statusCode >= 300) throw new Error(`${route} was answered ${statusCode}`);
  };
  const last = async (): Promise<AuditEntryView | undefined> => (await read()).entries[0];
  return { ...scene, read, act, last };
}

test('every change says who made it, what was before and what is after, and no secret or address', async () => {
  const { act, last, prisma, accountId } = await setScene();
  await act('PUT /api/v1/settings', {
    fastspring: { webhookSecret: 'the secret' },
    rules: [{ on: 'order.completed', task: { typeId: 1, text: 'Call anna@acme.example', dueInHours: 24 } }],
  });
  expect(await last()).toMatchObject({
    by: 'Maya Lindqvist',
    action: 'settings_changed',
    lead: null,
    before: { rules: [] },
    after: { rules: [{ task: { text: 'Call …@…' } }], fastspring: { webhookSecret: 'changed' } },
  });
  await act('PUT /api/v1/settings', { testOrders: 'show' });
  expect(await prisma.auditEntry.count({ where: { accountId } })).toBe(1);
  expect(JSON.stringify(await prisma.auditEntry.findMany(), (_, value) => String(value))).not.toContain('the secret');
});

test('links, replays, imports and comparisons are kept, what changed nothing is not', async () => {
  const { act, read, prisma, accountId, suggested, lead, ask, ids } = await setScene();
  const link = '/api/v1/leads/:leadId/customers/:customerId';
  await act(`DELETE ${link}`);
  await act(`PUT ${link}`);
  await act(`PUT ${link}`);
  await act(`DELETE ${link}`);
  const event = await storeFact(prisma, accountId, { fact: orderFact(), state: 'failed' });
  await act(`POST /api/v1/events/${event}/replay`);
  await act('POST /api/v1/events/replay-failed');
  await prisma.event.updateMany({ data: { state: 'failed' } });
  await act('POST /api/v1/events/replay-failed');
  await act('POST /api/v1/imports', { begin: '2026-01-01', end: '2026-02-01' });
  const { id } = await prisma.import.findFirstOrThrow();
  await act(`POST /api/v1/imports/${id}/pause`);
  expect((await ask(ids.administrator, `POST /api/v1/imports/${id}/undo`)).statusCode).toBe(409);
  await act(`DELETE /api/v1/imports/${id}`);
  await act('POST /api/v1/reconciliation');

  const { entries } = await read();
  const shown = entries
    .toReversed()
    .map(({ action, lead: at, before, after }) => [action, at?.id ?? null, before, after]);
  const customerId = suggested.id;
  expect(shown).toEqual([
    ['customer_ruled_out', lead.id, null, { customerId }],
    ['customer_linked_again', lead.id, { reason: 'hand', removed: true }, { customerId, reason: 'hand' }],
    ['customer_unlinked', lead.id, { customerId }, null],
    ['event_replayed', null, null, null],
    ['failed_events_replayed', null, null, { events: 1 }],
    ['import_begun', null, null, { begin: '2026-01-01', end: '2026-02-01' }],
    ['import_paused', null, expect.objectContaining({ paused: false }), expect.objectContaining({ paused: true })],
    [
      'import_canceled',
      null,
      expect.objectContaining({ state: 'reading' }),
      expect.objectContaining({ state: 'canceled' }),
    ],
    ['comparison_requested', null, null, null],
  ]);
  expect(entries.map(({ lead: at }) => at?.name)).toContain('Acme');
});

test('entries come in pages, newest first, and only the account’s own', async () => {
  const { read, prisma, accountId, ask, ids } = await setScene();
  const entry = (account: string, subject: string) => ({ accountId: account, action: 'data_exported', subject });
  await prisma.auditEntry.createMany({ data: Array.from({ length: 60 }, (_, at) => entry(accountId, String(at))) });
  await prisma.auditEntry.create({ data: entry(await addOtherAccount(prisma), 'theirs') });
  const first = await read();
  const second = await read(`?cursor=${first.nextCursor}`);
  expect([first.entries.length, second.entries.length, second.nextCursor]).toEqual([50, 10, null]);
  const seen = [...first.entries, ...second.entries].map(({ id }) => Number(id));
  expect(seen).toEqual(seen.toSorted((one, other) => other - one));
  expect(first.entries[0]).toMatchObject({ by: null, action: 'data_exported' });
  expect((await ask(ids.administrator, 'GET /api/v1/audit?cursor=last')).statusCode).toBe(400);
});
