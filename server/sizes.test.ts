import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'vite';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

const longestFile = 250;
const longestFunction = 59;

/** To be shortened until nothing stands here. */
const longFiles: ReadonlySet<string> = new Set([
  'server/api/card/payments-view.ts',
  'server/api/settings/settings-route.database.test.ts',
  'server/fastspring/events/charge-events.test.ts',
  'server/history/import/import.database.test.ts',
  'server/kommo/install/oauth-routes.database.test.ts',
  'server/kommo/tokens/tokens.database.test.ts',
  'server/rules/planning/plan.test.ts',
  'testing/sandbox/kommo/card/card.browser.test.ts',
  'widget/lead-card.browser.test.ts',
  'widget/lead-card/payments-feed.test.ts',
  'widget/lifecycle.browser.test.ts',
  'widget/settings/history/history.browser.test.ts',
]);

/** `file: function`, to be shortened until nothing stands here. */
const longFunctions: ReadonlySet<string> = new Set([
  'server/api/card/lead-changes.ts: createLeadChanges',
  'server/api/card/live-answers.ts: createLiveAnswers',
  'server/api/customers/create-lead-route.ts: createLeadRoute',
  'server/api/customers/customers-route.ts: customersRoutes',
  'server/api/events/events-route.ts: eventsRoutes',
  'server/api/imports/imports-route.ts: importsRoutes',
  'server/api/payment-links/link-maker.ts: createLinkMaker',
  'server/api/settings/settings-route.ts: settingsRoutes',
  'server/api/status/status-route.ts: status',
  'server/api/status/status-route.ts: statusRoutes',
  'server/fastspring/api/store-requests.ts: createStoreRequests',
  'server/fastspring/webhook/webhook-route.ts: webhookRoutes',
  'server/fastspring/webhook/webhook-secrets.ts: createWebhookOwners',
  'server/kommo/account/availability.ts: createAvailability',
  'server/kommo/api/account-requests.ts: createAccountRequests',
  'server/kommo/api/reads.ts: createReads',
  'server/kommo/api/writes.ts: createWrites',
  'server/kommo/install/install-queue.ts: createInstallQueue',
  'server/kommo/install/installs.ts: createInstalls',
  'server/kommo/install/single-account.ts: createSingleAccount',
  'server/kommo/kommo.ts: createKommo',
  'server/kommo/requests/limiter.ts: createLimiter',
  'server/kommo/tokens/token-endpoint.ts: createTokenEndpoint',
  'server/kommo/tokens/tokens.ts: createTokens',
  'server/platform/jobs/account-queue.ts: startAccountQueue',
  'server/timers.ts: timersOf',
]);

const files = ['server', 'widget', 'scripts', 'testing'].flatMap(sourceFiles);
const isShipped = (file: string): boolean => !/^testing\/|\/testing\/|\.(test|long)\.tsx?$/.test(file);

test('no file is longer than 250 lines', () => {
  const long = files.filter((file) => linesIn(textOf(file)) > longestFile);
  expect(long.filter((file) => !longFiles.has(file))).toEqual([]);
});

test('no function of the product has 60 lines or more', () => {
  const long = files
    .filter(isShipped)
    .flatMap((file) => namesOfLong(file, textOf(file)).map((name) => `${file}: ${name}`));
  expect(long.filter((name) => !longFunctions.has(name))).toEqual([]);
});

test('the functions of a file are seen, whatever their form', () => {
  const body = `{\n${'\n'.repeat(longestFunction)}}`;
  const text = `function one() ${body}\nconst two = () => ${body};\nconst three = { four() ${body} };\n() => {\n};\n`;
  expect(namesOfLong('sample.ts', text)).toEqual(['one', 'two', 'four']);
});

function namesOfLong(file: string, text: string): readonly string[] {
  if (linesIn(text) <= longestFunction) return [];
  const long: string[] = [];
  const look = ({ start, end }: { start: number; end: number }): void => {
    if (linesIn(text.slice(start, end)) + 1 > longestFunction) long.push(nameAt(text, start));
  };
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  new Visitor({ FunctionDeclaration: look, FunctionExpression: look, ArrowFunctionExpression: look }).visit(program);
  return long;
}

/** The last name on the line before the function's parameters. */
function nameAt(text: string, start: number): string {
  const declared = /^(?:async )?function\*? (\w+)/.exec(text.slice(start))?.[1];
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  return declared ?? before.match(/\w+(?=\W*$)/)?.[0] ?? 'unnamed';
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

/** Prisma's generated client is not ours to shorten. */
function sourceFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/(^|\/)generated\//.test(name))
    .map((name) => join(folder, name));
}
