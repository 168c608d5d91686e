import { expect, test } from 'vitest';
import type { FaultKind } from '../../../testing/sandbox/http/faults.ts';
import { startKommoStack } from '../../../testing/server/kommo/kommo-stack.ts';
import { KommoBroken, KommoUncertain } from './errors.ts';

async function start() {
  const stack = await startKommoStack();
  const api = stack.kommo.forAccount(stack.accountId, 'background');
  const fail = (fault: FaultKind, times: number) => stack.sandbox.faults.add({ ...fault, times });
  return { ...stack, api, fail };
}

const inPassing: readonly FaultKind[] = [
  { kind: 'status', status: 502 },
  { kind: 'reset_before' },
  { kind: 'reset_after' },
];

test.each(inPassing)('a read that fails in passing is repeated at once: $kind', async (fault) => {
  const { api, sandbox, fail } = await start();
  fail(fault, 2);
  expect(await api.getPipelines()).not.toEqual([]);
  expect(sandbox.callCount()).toBe(3);
});

test('a read that fails four times in a row is given up', async () => {
  const { api, sandbox, fail } = await start();
  fail({ kind: 'status', status: 503 }, Infinity);
  await expect(api.getPipelines()).rejects.toBeInstanceOf(KommoBroken);
  expect(sandbox.callCount()).toBe(4);
});

test('while Kommo is down, few requests are repeated', async () => {
  const { api, sandbox, fail } = await start();
  fail({ kind: 'status', status: 503 }, Infinity);
  const reads = await Promise.allSettled(Array.from({ length: 10 }, () => api.getPipelines()));
  expect(reads.every(({ status }) => status === 'rejected')).toBe(true);
  expect(sandbox.callCount()).toBe(16);
});

test('a write that may have taken effect is not repeated', async () => {
  const { api, sandbox, fail } = await start();
  const { id } = sandbox.addLead({ name: 'Acme' });
  fail({ kind: 'reset_after' }, 1);
  const note = { entity_id: id, service: 'FastSpring', text: 'Paid', request_id: 'a' };
  await expect(api.createLeadNotes([note])).rejects.toBeInstanceOf(KommoUncertain);
  expect(sandbox.notesOf(id)).toHaveLength(1);
});

test('what Kommo answers is not repeated', async () => {
  const { api, sandbox, fail } = await start();
  fail({ kind: 'status', status: 422, body: { title: 'Unprocessable' } }, 1);
  await expect(api.getPipelines()).rejects.toThrow('422');
  expect(sandbox.callCount()).toBe(1);
});
