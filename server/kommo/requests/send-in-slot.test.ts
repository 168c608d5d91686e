import { expect, test } from 'vitest';
import { startStubStore } from '../../../testing/server/fastspring/api/stub-store.ts';
import type { Egress } from './egresses.ts';
import { KommoNotSent, KommoUncertain } from './errors.ts';
import { sendInSlot } from './send-in-slot.ts';
import { kommoTimeouts } from './timeouts.ts';

const atOnce: Egress = {
  name: 'direct',
  proxy: undefined,
  limiter: {
    schedule: async (_party, _priority, prepare, send) => send(await prepare(), () => undefined),
    close: async () => undefined,
  },
  noteRefusal: () => undefined,
  noteOutcome: () => undefined,
};

const never = new AbortController().signal;

function send(origin: string, signal = never, exchangeMs = kommoTimeouts.exchangeMs) {
  const slot = {
    ...({ party: 'acme', pin: 'acme', isOfAccount: true, priority: 'background' } as const),
    prepare: async () => undefined,
  };
  const url = new URL(`${origin}/api/v4/contacts?query=anna`);
  const egresses = { of: () => atOnce, counts: () => [], close: async () => undefined };
  const context = { egresses, signal, timeouts: { ...kommoTimeouts, exchangeMs } };
  return sendInSlot(context, slot, () => ({ method: 'GET', url, headers: {} }));
}

test('brings the answer and what it means', async () => {
  const { url } = await startStubStore(() => ({ body: '{"id":1}' }));
  expect(await send(url)).toMatchObject({
    subject: 'GET /api/v4/contacts',
    answer: { status: 200 },
    verdict: { kind: 'done', body: { id: 1 } },
  });
});

test('without a connection a request was not sent', async () => {
  await expect(send('http://acme.invalid')).rejects.toThrow(KommoNotSent);
});

test('without an answer the outcome is uncertain', async () => {
  await expect(send('http://127.0.0.1:9', AbortSignal.abort())).rejects.toThrow(
    new KommoUncertain('GET /api/v4/contacts: given up because this process stops'),
  );
});

test('an exchange whose answer does not come whole lasts no longer than it may', async () => {
  const { url } = await startStubStore(() => ({ headers: { 'content-length': '9' } }));
  await expect(send(url, never, 50)).rejects.toThrow(
    new KommoUncertain('GET /api/v4/contacts: no answer within 0.05 s'),
  );
});
