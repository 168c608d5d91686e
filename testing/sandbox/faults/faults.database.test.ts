import { createServer } from 'node:http';
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { listenLocally } from '../http/listen.ts';
import { type ProxyFault, startFaultProxy } from './kommo-proxy.ts';
import { type Moment, startPostgresProxy } from './postgres-proxy.ts';
import { seededFaults } from './seeded-faults.ts';

/** A server that counts what reaches it, behind a proxy whose first request gets the fault. */
async function behind(fault: ProxyFault | null) {
  let applied = 0;
  const server = createServer((_request, response) => {
    applied += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"applied":true}');
  });
  const origin = await listenLocally(server);
  let next = fault;
  const proxy = await startFaultProxy(origin, () => {
    const taken = next;
    next = null;
    return taken;
  });
  onTestFinished(async () => {
    await proxy.close();
    server.close();
  });
  const ask = async (signal?: AbortSignal) => {
    const answer = await fetch(`${proxy.addressOf('demo')}/api/v4/leads`, signal ? { signal } : {});
    return { status: answer.status, text: await answer.text() };
  };
  return { ask, proxy, applied: () => applied };
}

test.each<[ProxyFault, number, number]>([
  [{ kind: 'status', status: 502, body: '<html>' }, 502, 0],
  [{ kind: 'status', status: 504, body: '<html>', when: 'after' }, 504, 1],
  [{ kind: 'text_429', retryAfter: 3 }, 429, 0],
  [{ kind: 'html_403' }, 403, 0],
  [{ kind: 'late_answer', ms: 1 }, 200, 1],
  [{ kind: 'delay', ms: 1 }, 200, 1],
])('%j is answered %i, with the request applied %i times', async (fault, status, times) => {
  const { ask, applied, proxy } = await behind(fault);
  expect((await ask()).status).toBe(status);
  expect(applied()).toBe(times);
  expect((await ask()).text).toBe('{"applied":true}');
  expect(proxy.played).toEqual(new Map([[fault.kind, 1]]));
  expect(proxy.traffic.requests.map(({ account }) => account)).toEqual(['demo', 'demo']);
});

test.each<[ProxyFault, number]>([
  [{ kind: 'reset_before' }, 0],
  [{ kind: 'reset_after' }, 1],
  [{ kind: 'cut_answer' }, 1],
  [{ kind: 'interrupt', when: 'before', run: async () => undefined }, 0],
  [{ kind: 'interrupt', when: 'after', run: async () => undefined }, 1],
])('%j breaks the connection, with the request applied %i times', async (fault, times) => {
  const { ask, applied } = await behind(fault);
  await expect(ask()).rejects.toThrow();
  expect(applied()).toBe(times);
});

test('a half-open connection answers nothing until the caller gives up', async () => {
  const { ask, applied, proxy } = await behind({ kind: 'hang', when: 'after' });
  const caller = new AbortController();
  const asked = ask(caller.signal);
  await expect.poll(applied).toBe(1);
  expect(proxy.traffic.requests[0]?.status).toBeNull();
  caller.abort();
  await expect(asked).rejects.toThrow();
});

test('the same seed gives the same faults, in the share that was asked for', () => {
  const mixture = [
    { weight: 3, fault: { kind: 'reset_after' } },
    { weight: 1, fault: { kind: 'hang' }, atMost: 2 },
  ] as const;
  const play = (seed: number) => {
    const take = seededFaults(seed, 0.25, mixture);
    return Array.from({ length: 1_000 }, () => take({ method: 'GET', path: '/', account: null })?.kind ?? null);
  };
  expect(play(7)).toEqual(play(7));
  expect(play(8)).not.toEqual(play(7));
  const faults = play(7).filter((kind) => kind !== null);
  expect(faults.filter((kind) => kind === 'hang')).toHaveLength(2);
  expect(faults.length).toBeGreaterThan(200);
  expect(faults.length).toBeLessThan(300);
});

test.each<[Moment['at'], number]>([
  ['asked', 0],
  ['answered', 1],
  ['committed', 1],
])('a conversation with Postgres is interrupted when a statement is %s', async (at, rows) => {
  const proxy = await startPostgresProxy(inject('postgresUrl'));
  onTestFinished(proxy.close);
  const table = `interrupted_${at}`;
  const direct = new pg.Client(inject('postgresUrl'));
  await direct.connect();
  onTestFinished(() => direct.end());
  await direct.query(`CREATE TABLE ${table} (name text)`);
  const client = new pg.Client(proxy.url);
  client.on('error', () => undefined);
  await client.connect();
  let interrupted = 0;
  proxy.interrupt({ sql: new RegExp(`INSERT INTO ${table}`), parameter: 'meant', at }, async () => {
    interrupted += 1;
  });
  const insert = async (name: string) => {
    if (at === 'committed') await client.query('BEGIN');
    await client.query(`INSERT INTO ${table} VALUES ($1)`, [name]);
    if (at === 'committed') await client.query('COMMIT');
  };
  await insert('other');
  await expect(insert('meant')).rejects.toThrow();
  expect(interrupted).toBe(1);
  const { rowCount } = await direct.query(`SELECT FROM ${table} WHERE name = 'meant'`);
  expect(rowCount).toBe(rows);
  await direct.query(`DROP TABLE ${table}`);
});
