import { expect, test } from 'vitest';
import type { PrismaClient } from '../database/generated/client.ts';
import { startKommoStack } from './testing/kommo-stack.ts';

test('while Kommo cannot be asked, what is remembered serves, however old', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const fields = await kommo.memory.leadFields(accountId);
  await grow(prisma);
  sandbox.faults.add({ kind: 'reset_before', times: 2 });
  expect(await kommo.memory.leadFields(accountId)).toEqual(fields);
  await expect(kommo.memory.leadFields(accountId, 'fresh')).rejects.toThrow();
});

test('what was remembered in another form is read anew', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  await prisma.kommoMemory.create({ data: { accountId, name: 'pipelines', value: { former: 'form' } } });
  expect(await kommo.memory.pipelines(accountId)).toHaveLength(sandbox.account().pipelines.length);
});

test('the account’s own facts come along with its task types', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack({
    sandbox: { accounts: [{ subdomain: 'demo', language: 'pt', currency: 'BRL', timezone: 'America/Sao_Paulo' }] },
  });
  expect(await kommo.memory.taskTypes(accountId)).toMatchObject(sandbox.account().taskTypes);
  const { language, currency, timeZone, name } = await prisma.account.findUniqueOrThrow({ where: { id: accountId } });
  expect({ language, currency, timeZone, name }).toEqual({
    language: 'pt',
    currency: 'BRL',
    timeZone: 'America/Sao_Paulo',
    name: sandbox.account().name,
  });
});

test('who administers: by the token, or by Kommo’s list of users', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  const [administrator, seller] = sandbox.account().users;
  const asked = (userId = 0, isAdministrator: boolean | null = null) =>
    kommo.isAdministrator({ accountId, userId, isAdministrator });
  expect(await asked(seller?.id, true)).toBe(true);
  expect(await asked(administrator?.id, false)).toBe(false);
  expect(sandbox.callCount()).toBe(0);
  expect(await asked(administrator?.id)).toBe(true);
  expect(await asked(seller?.id)).toBe(false);
  expect(await asked(1)).toBe(false);
  expect(sandbox.callCount()).toBe(1);
  sandbox.deactivateUser(administrator?.id ?? 0);
  await prisma.$executeRaw`UPDATE kommo_memory SET read_at = read_at - interval '6 minutes'`;
  expect(await asked(administrator?.id)).toBe(false);
});

test('with a token that may not list users nobody is an administrator by the list', async () => {
  const { sandbox, prisma, kommo, accountId } = await startKommoStack();
  sandbox.faults.add({ kind: 'status', status: 403, body: { title: 'Forbidden', status: 403 } });
  expect(await kommo.isAdministrator({ accountId, userId: 1, isAdministrator: null })).toBe(false);
  expect(await kommo.memory.users(accountId)).toEqual([]);
  expect(await prisma.kommoMemory.count()).toBe(1);
});

/** Lets two hours go by, instead of waiting. */
async function grow(prisma: PrismaClient): Promise<void> {
  await prisma.$executeRaw`UPDATE kommo_memory SET read_at = read_at - interval '2 hours'`;
}
