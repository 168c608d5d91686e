import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { customersRoutes } from '../../../server/api/customers/customers-route.ts';
import { eventsRoutes } from '../../../server/api/events/events-route.ts';
import { prepareApi } from '../../../server/api/prepare-api.ts';
import { statusRoutes } from '../../../server/api/status/status-route.ts';
import { refusalReasons } from '../../../server/fastspring/webhook/refusals.ts';
import { metricsRoutes } from '../../../server/health/metrics.ts';
import { createAllHealth } from '../../../server/health/read-all-health.ts';
import { readHealth } from '../../../server/health/read-health.ts';
import { createKommo, type Kommo } from '../../../server/kommo/kommo.ts';
import { laterSteps } from '../../../server/later-steps.ts';
import type { Database } from '../../../server/platform/database/database.ts';
import { createServer } from '../../../server/platform/http/create-server.ts';
import { findAccountsWithEvents } from '../../../server/sync/record/record-queue.ts';
import { findAccountsWithWork } from '../../../server/sync/sweep.ts';
import { readUnplannedFacts } from '../../../server/sync/unplanned-facts.ts';
import { apiConfig } from '../../../testing/server/api/api-config.ts';
import { testSealer, testSecret } from '../../../testing/server/platform/crypto/test-sealer.ts';
import type { Question } from './measure.ts';
import { timerQuestions } from './timer-questions.ts';

/** What is asked of a large ledger again and again: by the worker, by people, and by the operator's monitoring. */
export async function openQuestions(database: Database) {
  const { id: accountId } = await database.prisma.account.findFirstOrThrow({ where: { subdomain: 'account1' } });
  const kommo = createKommo({
    ...{ database, sealer: testSealer, secretOf: () => testSecret, config: apiConfig },
    ...{ log: pino({ level: 'silent' }), timeouts: {} },
  });
  const readAllHealth = createAllHealth(database);
  const app = await openRoutes(database, kommo, accountId);
  const get = (name: string, url: string, atMost: number): Question => ({
    ...{ name, atMost },
    ask: async () => {
      const answer = await app.inject({ url });
      if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    },
  });
  const events = (query: string) => get(`/api/v1/events?${query}`, `/api/v1/events?${query}`, 200);
  const unmatched = (query: string) => get(`unmatched customers ${query}`, `/api/v1/customers/unmatched?${query}`, 50);
  const questions: readonly Question[] = [
    { name: 'sweep', atMost: 20, ask: () => findAccountsWithWork(database, laterSteps) },
    { name: 'sweep for events', atMost: 20, ask: () => findAccountsWithEvents(database) },
    { name: 'facts to plan, large account', atMost: 50, ask: () => readUnplannedFacts(database.prisma, accountId) },
    get('/api/v1/status, large account', '/api/v1/status', 20),
    get('/metrics', '/metrics', 50),
    { name: 'health of all accounts', atMost: 50, ask: () => readAllHealth(Date.now()) },
    { name: 'health, large account', atMost: 50, ask: () => readHealth(database, Date.now(), accountId) },
    ...eventQueries.flatMap((query) => [events(query), events(`${query}&cursor=400000`)]),
    ...['', `cursor=${middleOfUnmatched()}`, 'search=firm777', 'search=buyer', 'search=nobody at all'].map(unmatched),
    ...timerQuestions(database, kommo),
  ];
  return {
    questions,
    close: async () => {
      await app.close();
      await kommo.close();
    },
  };
}

/** Each status, type and kind of search; of e-mails one that nobody has, one of few, of a quarter, and of all. */
const eventQueries = [
  '',
  ...['received', 'recorded', 'unknown', 'unreadable', 'failed'].map((status) => `status=${status}`),
  ...['order.completed', 'coupon.redeemed', 'no.such.type'].map((type) => `type=${type}`),
  ...['nobody@nowhere', 'buyer48123@', 'firm777.', 'mailbox', 'example', 'qz', 'ex'].map((email) => `email=${email}`),
  'status=failed&type=order.completed',
  'status=failed&email=mailbox',
  'type=order.completed&email=firm777.',
  'type=payoutEntry.created&status=recorded&email=nobody@nowhere',
];

function middleOfUnmatched(): string {
  return `${Date.now() - 150 * 86_400_000}_${'0'.repeat(8)}-0000-7000-8000-${'0'.repeat(12)}`;
}

async function openRoutes(database: Database, kommo: Kommo, accountId: string): Promise<FastifyInstance> {
  const app = createServer();
  const refused = { counts: () => new Map(refusalReasons.map((reason) => [reason, 0])) };
  const counted = { standstill: { count: () => 0 }, allowance: { countRefused: () => 0 }, countsOfEgresses: () => [] };
  await metricsRoutes(app, database, { ...counted, refused }, [], async () => undefined);
  await app.register(async (routes) => {
    const user = { accountId, userId: 1, isAdministrator: true, accountLanguage: 'en' };
    const services = { config: apiConfig, database, kommo, sealer: testSealer, now: Date.now };
    const api = prepareApi(routes, { ...services, authenticate: async () => user });
    for (const part of [eventsRoutes, customersRoutes, statusRoutes]) await api.register(part);
  });
  return app;
}
