import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KommoSandbox, startKommoSandbox } from '../kommo/index.ts';
import { createCaller } from '../kommo/test-caller.ts';
import { createRateLimiter } from './rate-limit.ts';
import { createTraffic } from './traffic.ts';

let sandbox: KommoSandbox;
let call: ReturnType<typeof createCaller>;

beforeEach(async () => {
  // A window of a minute: the machine's speed must not decide whether eight requests fall into it.
  sandbox = await startKommoSandbox({ limit: { windowMs: 60_000, refusalsBeforeBlock: 2 } });
  call = createCaller(sandbox);
});

afterEach(() => sandbox.close());

test('the eighth request of a window is refused with retry_after in the body, and hammering ends in a block', async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 7; index += 1) statuses.push((await call('GET', '/account')).status);
  expect(statuses).toEqual(Array(7).fill(200));

  const refused = await call('GET', '/account');
  expect(refused.status).toBe(429);
  expect(refused.type).toContain('application/problem+json');
  expect(refused.body.retry_after).toBe(1);
  await call('GET', '/account');
  const blocked = await call('GET', '/account');
  expect([blocked.status, blocked.type]).toEqual([403, 'text/html']);
  expect(sandbox.requests.map((request) => request.status)).toEqual([...Array(7).fill(200), 429, 429, 403]);
  expect(sandbox.callCount()).toBe(10);
});

test('the limit is the address’s: the requests of all accounts count together', async () => {
  sandbox.addAccount({ subdomain: 'other' });
  const callOther = createCaller(sandbox, 'other');
  for (let index = 0; index < 7; index += 1) await call('GET', '/account');
  expect((await callOther('GET', '/account')).status).toBe(429);
});

test('the limit slides: a request counts for a window after its arrival', () => {
  const traffic = createTraffic();
  const limit = { requests: 2, windowMs: 1000, retryAfter: 1, refusalsBeforeBlock: 9, blockFor: 1 };
  const judge = createRateLimiter(limit, traffic);
  const at = (time: number, caller = '127.0.0.1') =>
    Object.assign(traffic.record({ method: 'GET', path: '/', account: null, caller }), { at: time });
  const verdicts = [0, 900, 999, 1001, 2000, 2000.5].map((time) => judge(at(time)));
  expect(verdicts).toEqual(['allowed', 'allowed', 'over_limit', 'over_limit', 'allowed', 'over_limit']);
  expect(traffic.busiestSecond()).toBe(3);
  expect(judge(at(2000.6, '127.0.0.2'))).toBe('allowed');
  expect(traffic.busiestWindow(1000, '127.0.0.2')).toBe(1);
});

test('a fault before applying leaves no trace, one after applying does', async () => {
  sandbox.limit.requests = Number.POSITIVE_INFINITY;
  const lead = sandbox.addLead({ name: 'Licences' });
  const patch = (price: number) => call('PATCH', `/leads/${lead.id}`, { price });
  const match = { method: 'PATCH', path: /\/leads\/\d+$/ };

  const before = sandbox.faults.add({ kind: 'reset_before', match });
  await expect(patch(1)).rejects.toThrow();
  expect([before.hits(), sandbox.lead(lead.id).price]).toEqual([1, 0]);

  sandbox.faults.add({ kind: 'reset_after', match });
  await expect(patch(2)).rejects.toThrow();
  expect(sandbox.lead(lead.id).price).toBe(2);

  sandbox.faults.add({ kind: 'status', status: 502, when: 'after', body: 'bad gateway', match });
  expect((await patch(3)).status).toBe(502);
  expect(sandbox.lead(lead.id).price).toBe(3);

  sandbox.faults.add({ kind: 'status', status: 402, body: { title: 'Payment Required', status: 402 } });
  const unpaid = await patch(4);
  expect([unpaid.status, unpaid.body.title]).toEqual([402, 'Payment Required']);

  sandbox.faults.add({ kind: 'html_403' });
  expect((await patch(5)).type).toContain('text/html');
  sandbox.faults.add({ kind: 'text_429', retryAfter: 3 });
  expect((await patch(6)).body).toBe('Too Many Requests');
  sandbox.faults.add({ kind: 'delay', ms: 1 });
  expect((await patch(7)).status).toBe(200);
});

test.each(['before', 'after'] as const)('a request that hangs %s being applied is never answered', async (when) => {
  const lead = sandbox.addLead({ name: 'Licences' });
  sandbox.faults.add({ kind: 'hang', when });
  const answer = call('PATCH', `/leads/${lead.id}`, { price: 8 }).then(
    () => 'answered',
    () => 'cut',
  );
  await expect.poll(() => sandbox.callCount()).toBe(1);
  if (when === 'after') await expect.poll(() => sandbox.lead(lead.id).price).toBe(8);
  expect(sandbox.requests[0]?.status).toBeNull();
  await sandbox.close();
  expect(await answer).toBe('cut');
});
