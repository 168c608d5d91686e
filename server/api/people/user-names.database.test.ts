import { expect, test } from 'vitest';
import { openTestDatabase } from '../../../testing/postgres/test-database.ts';
import { readUserNames } from './user-names.ts';

test.each<[string, object | string | number, [number, string][]]>([
  [
    'users with their rights',
    [
      { id: 7, name: 'Maya', rights: { is_admin: true } },
      { id: 8, name: '' },
    ],
    [
      [7, 'Maya'],
      [8, ''],
    ],
  ],
  [
    'entries in another form',
    [{ id: '7', name: 'Maya' }, { id: 8 }, null, 'x', { id: 9, name: 'Tomas' }],
    [[9, 'Tomas']],
  ],
  ['another form', { users: 1 }, []],
  ['a text', 'users', []],
])('names are read from %s', async (_what, value, names) => {
  const { prisma } = await openTestDatabase();
  const { id: accountId } = await prisma.account.create({ data: { subdomain: 'acme', webhookKey: 'key' } });
  expect([...(await readUserNames(prisma, accountId))]).toEqual([]);
  await prisma.kommoMemory.create({ data: { accountId, name: 'users', value } });
  expect([...(await readUserNames(prisma, accountId))]).toEqual(names);
});
