import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { expect, test } from 'vitest';
import { accountTables } from './personal-data/account-tables.ts';

/** Statements that name no account, by file and a piece of theirs; each with its reason. */
const acrossAccounts: readonly (readonly [file: string, piece: string, reason: string])[] = [
  ['health/metrics.ts', '"events" WHERE "state" = \'received\'', 'counts all accounts for the operator'],
  ['health/metrics.ts', '"effects" WHERE "state" IN', 'counts all accounts for the operator'],
  ['health/metrics.ts', '"customers" WHERE "next_match_at"', 'counts all accounts for the operator'],
  ['health/metrics.ts', '"alarm_messages" m', 'counts all accounts for the operator'],
  ['health/metrics.ts', 'FROM "reconciliations"', 'counts all accounts for the operator'],
  ['alarms/follow-health.ts', 'alarm.findMany', 'follows the health of all accounts'],
  ['history/reconciliation/due.ts', 'reconciliation.updateMany', 'asks for the check of all accounts at the start'],
  ['history/import/import-queue.ts', 'import.findMany', 'looks for due imports of all accounts'],
  ['history/import/import-queue.ts', 'import.findFirst', 'a queue knows its item by one id'],
  [
    'history/import/import-queue.ts',
    'import.updateMany({\n      where: { id, state',
    'a queue knows its item by one id',
  ],
  ['personal-data/run-erasure.ts', 'erasure.findMany', 'looks for due erasures of all accounts'],
  ['personal-data/run-erasure.ts', 'erasure.findFirstOrThrow', 'a queue knows its item by one id'],
  ['personal-data/run-erasure.ts', 'erasure.updateMany', 'a queue knows its item by one id'],
  ['api/payment-links/pay-route.ts', 'paymentLink.findUnique', 'a buyer brings the token alone'],
  ['fastspring/webhook/webhook-secrets.ts', 'formerWebhookKey.findFirst', 'a webhook brings the key alone'],
  ['fastspring/webhook/secret-rotation.ts', 'formerWebhookKey.deleteMany', 'forgets expired keys of all accounts'],
  ['transfer/import-account.ts', 'customer.count', 'the operator’s import looks for the customers in every account'],
];

/** What adds the account to a statement from outside of its text. */
const namesTheAccount = /\b(areStillOurs|behind|conditions|dueNow|isTheirs|keyOf|listed|theirs)\b/;

const root = import.meta.dirname;
const tables = accountTables.map(({ name }) => name);
const models = modelsOf(readFileSync(join(root, '../prisma/schema.prisma'), 'utf8'));

test('every statement about an account’s rows names the account, or is listed with its reason', () => {
  const found = sourceFiles().flatMap((file) => nameless(textOf(file)).map((text) => ({ file, text })));
  const isListed = ({ file, text }: (typeof found)[number]) =>
    acrossAccounts.some(([listed, piece]) => listed === file && text.includes(piece));
  expect(found.filter((each) => !isListed(each))).toEqual([]);
  const unused = acrossAccounts.filter(
    ([listed, piece]) => !found.some(({ file, text }) => listed === file && text.includes(piece)),
  );
  expect(unused).toEqual([]);
});

test('a statement without its account is seen, whatever its form', () => {
  const named = `
    prisma.fact.findMany({ where: { accountId } });
    const where = { accountId, id };
    prisma.fact.count({ where });
    query(\`SELECT FROM "facts" WHERE "account_id" = $1\`);
    prisma.account.findMany({ where: { state } });`;
  expect(nameless(named)).toEqual([]);
  const where = '\n    const other = { id };\n';
  const [model, variable, sql] = [
    'prisma.fact.findMany({ where: { id } })',
    'prisma.fact.count({ where: other })',
    '`SELECT FROM "facts" WHERE "id" = $1`',
  ];
  expect(nameless(`${where}${model};${variable};query(${sql});`)).toEqual([model, variable, sql]);
});

/** The statements about accounts' rows, of Prisma or as SQL, whose text names no account. */
function nameless(text: string): readonly string[] {
  const found: string[] = [];
  const declared = declaredWithAccount(text);
  const add = ({ start, end }: { readonly start: number; readonly end: number }): void => {
    found.push(text.slice(start, end));
  };
  const { program, errors } = parseSync('statements.ts', text);
  if (errors.length > 0) throw new Error(errors[0]?.message);
  new Visitor({
    CallExpression: (call) => {
      const isNamed = () => namesAccount(text.slice(call.start, call.end), declared);
      if (isOfModel(text.slice(call.callee.start, call.callee.end)) && !isNamed()) add(call);
    },
    TemplateLiteral: (literal) => {
      const sql = text.slice(literal.start, literal.end);
      if (isOfTable.test(sql) && !/account_id|accountId/.test(sql) && !namesTheAccount.test(sql)) add(literal);
    },
  }).visit(program);
  return found;
}

const isOfTable = new RegExp(`\\b(FROM|UPDATE|INTO|JOIN|USING)\\s+"?(${tables.join('|')})"?\\b`);

function isOfModel(callee: string): boolean {
  const [, model = '', method = ''] = /\.\s*(\w+)\s*\.\s*(\w+)$/.exec(callee) ?? [];
  return models.has(model) && /^(find|update|delete|count|upsert|groupBy|aggregate)/.test(method);
}

/** @param declared the values of the file that name it */
function namesAccount(call: string, declared: ReadonlySet<string>): boolean {
  if (/accountId/.test(call) || namesTheAccount.test(call)) return true;
  return [...call.matchAll(/\b[a-z]\w+\b(?!\s*:)/gi)].some(([name]) => declared.has(name));
}

function declaredWithAccount(text: string): ReadonlySet<string> {
  const all = text.matchAll(/\b(?:const|let) (\w+)(?:: [^=;]+)? = (?=([^;]*))/g);
  return new Set([...all].filter(([, , value = '']) => value.includes('accountId')).map(([, name = '']) => name));
}

function modelsOf(schema: string): ReadonlySet<string> {
  const all = [...schema.matchAll(/^model (\w+) \{(.*?)^\}/gms)];
  const owned = all.filter(([, , body = '']) => tables.includes(/@@map\("(\w+)"\)/.exec(body)?.[1] ?? ''));
  return new Set(owned.map(([, name = '']) => `${name.charAt(0).toLowerCase()}${name.slice(1)}`));
}

function sourceFiles(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((file) => file.replaceAll('\\', '/'))
    .filter((file) => file.endsWith('.ts') && !/\.(test|long)\.ts$|generated\//.test(file))
    .toSorted();
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
