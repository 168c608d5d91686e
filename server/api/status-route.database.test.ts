import { expect, test } from 'vitest';
import { startSettingsServer } from './testing/settings-server.ts';

test('customers whose e-mail nobody told are counted, with what has to happen', async () => {
  const { call, prisma, accountId } = await startSettingsServer();
  expect((await call('GET', '/api/v1/status')).body.missingEmails).toBeNull();
  await prisma.customer.create({ data: { accountId, identity: 'account:A-1', fastspringAccountId: 'A-1' } });
  expect((await call('GET', '/api/v1/status')).body.missingEmails).toEqual({ customers: 1, cause: 'no_credentials' });
});
