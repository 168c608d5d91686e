import { expect, onTestFinished, test } from 'vitest';
import { openDatabase } from '../../../testing/postgres/open-database.ts';
import { createPostgresDatabase, openTestDatabase } from '../../../testing/postgres/test-database.ts';
import {
  connectAccount,
  onlyEgress,
  silent,
  startKommo,
  startKommoStack,
  windowMs,
} from '../../../testing/server/kommo/kommo-stack.ts';
import { KommoNotSent } from './errors.ts';
import { createLimiter, type Limiter } from './limiter.ts';
import { createRequestSlots } from './request-slots.ts';
import { kommoTimeouts } from './timeouts.ts';

test('two processes with bursts never exceed the limit where Kommo counts', async () => {
  const { sandbox, database, prisma, config, kommo, accountId } = await startKommoStack({
    sandbox: { accounts: [{ subdomain: 'one' }, { subdomain: 'two' }] },
  });
  const other = startKommo(database, config);
  const otherAccount = await connectAccount(prisma, sandbox, 'two');
  const burst = (process: typeof kommo, account: string, priority: 'interactive' | 'background') =>
    Promise.all(Array.from({ length: 8 }, () => process.forAccount(account, priority).getPipelines()));
  await Promise.all([
    burst(kommo, accountId, 'background'),
    burst(other, accountId, 'interactive'),
    burst(other, otherAccount, 'background'),
  ]);
  expect(sandbox.callCount()).toBe(24);
  expect(sandbox.busiestWindow(windowMs)).toBeLessThanOrEqual(7);
  expect(sandbox.requests.filter(({ status }) => status !== 200)).toEqual([]);
});

test('answers that come late do not let more arrive', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'delay', ms: windowMs / 3, times: Number.POSITIVE_INFINITY });
  await Promise.all(Array.from({ length: 16 }, () => kommo.forAccount(accountId, 'background').getPipelines()));
  expect(sandbox.busiestWindow(windowMs)).toBeLessThanOrEqual(7);
  expect(await prisma.outgoingRequest.count()).toBeGreaterThan(0);
});

test('a person’s request goes before a backlog, and finds a slot free', async () => {
  const { limiter, order, held } = await startLimiter(2);
  const background = held('backlog', 'background');
  const blocked = limiter.schedule('other', 'background', nothing, async () => order.push('background'));
  await limiter.schedule('person', 'interactive', nothing, async () => order.push('interactive'));
  expect(order).toEqual(['interactive']);
  background.finish();
  await blocked;
  expect(order).toEqual(['interactive', 'background']);
});

test('parties take turns, and none has more than three under way', async () => {
  const { limiter, order } = await startLimiter(1000);
  const unfinished: (() => void)[] = [];
  const hanging = Array.from({ length: 5 }, () =>
    limiter.schedule('hanging', 'background', nothing, () => {
      order.push('hanging');
      return new Promise<void>((resolve) => unfinished.push(resolve));
    }),
  );
  await Promise.all(
    Array.from({ length: 4 }, () => limiter.schedule('quick', 'background', nothing, async () => order.push('quick'))),
  );
  expect(order.filter((party) => party === 'quick')).toHaveLength(4);
  expect(order.filter((party) => party === 'hanging')).toHaveLength(3);
  expect(order.indexOf('quick')).toBeLessThan(3);
  await drain(unfinished, hanging);
});

/** Ends each as it begins, until all are done. */
async function drain(unfinished: (() => void)[], all: readonly Promise<void>[]): Promise<void> {
  let done = false;
  const end = Promise.all(all).then(() => {
    done = true;
  });
  while (!done) {
    for (const finish of unfinished.splice(0)) finish();
    await new Promise(setImmediate);
  }
  await end;
}

test('a party that did not answer is tried with one request at a time', async () => {
  const { limiter, order } = await startLimiter(1000);
  const failing = limiter.schedule('silent', 'background', nothing, () => Promise.reject(new Error('no answer')));
  await expect(failing).rejects.toThrow('no answer');
  const unfinished: (() => void)[] = [];
  const all = Array.from({ length: 3 }, () =>
    limiter.schedule('silent', 'background', nothing, () => {
      order.push('silent');
      return new Promise<void>((resolve) => unfinished.push(resolve));
    }),
  );
  await limiter.schedule('other', 'background', nothing, async () => undefined);
  await limiter.schedule('other', 'background', nothing, async () => undefined);
  expect(order).toHaveLength(1);
  await drain(unfinished, all);
  expect(order).toHaveLength(3);
});

test('what is given up before sending takes no slot', async () => {
  const { limiter, prisma } = await startLimiter(1);
  const refused = limiter.schedule('a', 'background', () => Promise.reject(new Error('paused')), nothing);
  await expect(refused).rejects.toThrow('paused');
  expect(await prisma.outgoingRequest.count()).toBe(0);
});

test('a turn that was held too long before sending is taken anew', async () => {
  const { limiter, prisma } = await startLimiter(1, 20);
  let prepared = 0;
  await limiter.schedule(
    'a',
    'background',
    async () => {
      prepared += 1;
      if (prepared > 1) return;
      const until = performance.now() + 30;
      while (performance.now() < until);
    },
    nothing,
  );
  // On a busy machine the second turn may be too late as well.
  expect(prepared).toBeGreaterThan(1);
  expect(await prisma.outgoingRequest.count()).toBe(1);
});

test('closing refuses who waits and waits for what is under way', async () => {
  const { limiter, held } = await startLimiter(1);
  const underWay = held('a', 'background');
  await underWay.begun;
  const waiting = limiter.schedule('b', 'background', nothing, nothing);
  const refused = expect(waiting).rejects.toThrow(KommoNotSent);
  let closed = false;
  const closing = limiter.close().then(() => {
    closed = true;
  });
  await refused;
  await expect(limiter.schedule('c', 'interactive', nothing, nothing)).rejects.toThrow(KommoNotSent);
  expect(closed).toBe(false);
  underWay.finish();
  await closing;
});

test('when the database cannot be asked, nothing is sent and the next one is tried', async () => {
  const { url, drop } = await createPostgresDatabase();
  onTestFinished(drop);
  const database = await openDatabase({ databaseUrl: url, dataDir: '' });
  const limits = { limit: 7, windowMs, sendWithinMs: kommoTimeouts.sendWithinMs };
  const limiter = createLimiter(createRequestSlots(database.prisma, onlyEgress, windowMs, silent), limits, silent);
  await database.close();
  let sent = 0;
  const tries = [1, 2].map(() => limiter.schedule('a', 'background', nothing, async () => (sent += 1)));
  expect((await Promise.allSettled(tries)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(sent).toBe(0);
});

const nothing = async () => undefined;

async function startLimiter(limit: number, sendWithinMs = kommoTimeouts.sendWithinMs) {
  const { prisma } = await openTestDatabase();
  const slots = createRequestSlots(prisma, onlyEgress, windowMs, silent);
  const limiter: Limiter = createLimiter(slots, { limit, windowMs, sendWithinMs }, silent);
  const order: string[] = [];
  const held = (party: string, priority: 'interactive' | 'background') => {
    let finish: () => void = () => undefined;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      finish = resolve;
    });
    void limiter.schedule(party, priority, nothing, () => {
      begin();
      return ended;
    });
    return { begun, finish };
  };
  return { prisma, limiter, order, held };
}
