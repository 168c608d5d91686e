import { expect, onTestFinished, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { startFastSpringSandbox } from '../../../testing/sandbox/fastspring/index.ts';
import { startFastspring } from '../../../testing/server/fastspring/api/api-stack.ts';

test('credentials are tried without being saved: accepted, refused, or nothing known', async () => {
  const sandbox = await startFastSpringSandbox();
  onTestFinished(sandbox.close);
  const database = await openTestDatabase();
  const { tryCredentials } = startFastspring(database, sandbox);
  const { username, password } = sandbox.api;
  expect(await tryCredentials({ username, password })).toBe('accepted');
  expect(await tryCredentials({ username, password: 'a wrong one' })).toBe('refused');
  sandbox.faults.add({ kind: 'status', status: 503 });
  expect(await tryCredentials({ username, password })).toBe('unreachable');
  sandbox.faults.add({ kind: 'reset_before' });
  expect(await tryCredentials({ username, password })).toBe('unreachable');
  sandbox.faults.add({ kind: 'text_429', retryAfter: 60 });
  expect(await tryCredentials({ username, password })).toBe('unreachable');
  // FastSpring asked to wait, and so does the next one, which a person would wait for too long.
  expect(await tryCredentials({ username, password })).toBe('unreachable');
  expect(await database.prisma.fastspringConnection.count()).toBe(0);
});
