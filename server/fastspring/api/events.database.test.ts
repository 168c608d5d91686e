import { expect, test } from 'vitest';
import { startApiStack } from '../../../testing/server/fastspring/api/api-stack.ts';
import { byRoute } from '../../../testing/server/fastspring/api/stub-store.ts';
import { FastspringRefused, FastspringUnavailable } from './errors.ts';

test('unprocessed events come as a webhook brings them', async () => {
  const event = '{"id":"EV1","type":"order.completed","live":true,"created":1763640000000,"data":{"total":119.00}}';
  const { api } = await startApiStack(
    byRoute({
      'GET /events/unprocessed?days=3&begin=2026-11-18&end=2026-11-20': {
        body: `{"action":"events.get","result":"success","events":[${event}],"data":[],"more":true}`,
      },
      'GET /events/unprocessed?days=1': { body: { events: [], data: [] } },
    }),
  );
  expect(await api.listEvents('unprocessed', { days: 3, begin: '2026-11-18', end: '2026-11-20' })).toEqual({
    events: [{ eventId: 'EV1', type: 'order.completed', live: true, createdAt: 1_763_640_000_000, payload: event }],
    more: true,
  });
  expect(await api.listEvents('unprocessed', { days: 1 })).toEqual({ events: [], more: false });
});

test('no list of events is no answer, and a refusal is one', async () => {
  const { api, store } = await startApiStack(() => ({ body: { result: 'success' } }));
  await expect(api.listEvents('unprocessed', { days: 1 })).rejects.toThrow(FastspringUnavailable);
  store.answer(() => ({ body: { action: 'events.get', result: 'error', error: { days: 'Can not parse days.' } } }));
  await expect(api.listEvents('unprocessed', { days: 31 })).rejects.toThrow(FastspringRefused);
});

test('an event is marked as processed, whatever the answer’s words', async () => {
  const { api, store } = await startApiStack(() => ({ body: { events: [{ event: 'EV1', result: 'success' }] } }));
  await api.markEventProcessed('EV1');
  store.answer(() => ({ status: 204 }));
  await api.markEventProcessed('EV/2');
  expect(store.requests.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', '/events/EV1', '{"processed":true}'],
    ['POST', '/events/EV%2F2', '{"processed":true}'],
  ]);
  store.answer(() => ({ status: 400, body: { result: 'error', error: { event: 'Event not found' } } }));
  await expect(api.markEventProcessed('EV3')).rejects.toThrow(FastspringRefused);
});
