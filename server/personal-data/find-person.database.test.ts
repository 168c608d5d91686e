import { expect, test } from 'vitest';
import { openLedger } from '../../testing/server/ledger/ledger-database.ts';
import { hashPerson } from '../../testing/server/personal-data/guard.ts';
import type { Transaction } from '../platform/database/database.ts';
import type { Prisma } from '../platform/database/generated/client.ts';
import { findPerson } from './find-person.ts';
import { startErasure } from './start-erasure.ts';

const customers = 2_500;

test('among many, a person is found by an address in any spelling, a few customers at a time', async () => {
  const { prisma, accountId } = await openLedger();
  // The first and the last of each list have one address.
  const address = `CASE WHEN i IN (1, ${customers}) THEN 'Anna@ACME.example.' ELSE 'ben-' || i || '@bolt.example' END`;
  await prisma.$executeRawUnsafe(
    `INSERT INTO "customers" ("id", "account_id", "identity", "fastspring_account_id", "email")
     SELECT lpad(to_hex(i), 32, '0')::uuid, $1::uuid, 'account:A' || i, 'A' || i, ${address}
     FROM generate_series(1, ${customers}) i`,
    accountId,
  );
  const answers: Promise<unknown>[] = [];
  const counting: Pick<Transaction, '$queryRaw'> = {
    $queryRaw: <Rows>(sql: TemplateStringsArray | Prisma.Sql, ...values: unknown[]) => {
      const answer = prisma.$queryRaw<Rows>(sql, ...values);
      answers.push(answer);
      return answer;
    },
  };
  const person = await findPerson(counting, accountId, { email: 'anna@acme.example' });
  expect(person.fastspringAccountIds).toEqual(['A1', `A${customers}`]);
  const lengths = (await Promise.all(answers)).map((rows) => (Array.isArray(rows) ? rows.length : 0));
  expect(Math.max(...lengths)).toBeLessThan(customers);

  const { id: importId } = await prisma.import.create({ data: { accountId, beginDay: '', endDay: '', cursor: {} } });
  await prisma.$executeRawUnsafe(
    `INSERT INTO "import_customers" ("account_id", "import_id", "identity", "email")
     SELECT $2::uuid, $1::uuid, 'account:' || lpad(i::text, 5, '0'), ${address} FROM generate_series(1, ${customers}) i`,
    importId,
    accountId,
  );
  await startErasure(prisma, hashPerson, { accountId, userId: null }, { email: 'anna@acme.example' });
  expect(await prisma.importCustomer.count()).toBe(customers - 2);
  expect(await prisma.importCustomer.count({ where: { email: { startsWith: 'Anna' } } })).toBe(0);
});
