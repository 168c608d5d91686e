import type { FastifyInstance } from 'fastify';
import { Counter, collectDefaultMetrics, Gauge, Histogram, type Metric, Registry } from 'prom-client';
import { z } from 'zod';
import { isStillToDo } from '../delivery/effects/pending-effect.ts';
import type { RefusedWebhooks } from '../fastspring/webhook/refused-webhooks.ts';
import type { EgressCounts } from '../kommo/requests/egresses.ts';
import type { Database } from '../platform/database/database.ts';
import { queryRows } from '../platform/database/read-rows.ts';
import type { OperatorAccess } from '../platform/http/operator-access.ts';
import { healthCodes } from './health-entry.ts';
import { createAllHealth } from './read-all-health.ts';
import { settledCounts } from './settled-counts.ts';

const waitingAge = z.object({ kind: z.string(), seconds: z.number() });
const stateCount = z.object({ state: z.string(), count: z.number() });

/** A gauge that is read from the database at each scrape. */
interface StoredGauge {
  readonly name: string;
  readonly help: string;
  readonly label: string;
  readonly read: () => Promise<readonly (readonly [labelValue: string, value: number])[]>;
}

/** Counted by this process since it started. */
interface CountedInProcess {
  readonly standstill: { readonly count: () => number };
  readonly allowance: { readonly countRefused: () => number };
  readonly refused: Pick<RefusedWebhooks, 'counts'>;
  readonly countsOfEgresses: () => readonly EgressCounts[];
}

/**
 * `/metrics` in Prometheus' text format: requests by route and status, waiting and failed work in the database, the
 * number of accounts where FastSpring and the ledger agree, the number of accounts with each problem, how often the
 * process stalled, and how many deliveries came too fast or were refused. Call it on the root, before the routes that it
 * must count.
 */
export async function metricsRoutes(
  app: FastifyInstance,
  database: Pick<Database, 'query'>,
  counted: CountedInProcess,
  deliveryMetrics: readonly Metric[],
  operatorAccess: OperatorAccess,
): Promise<void> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'http_request_seconds',
    help: 'Time to answer a request, by route and status',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  const failedScrapes = new Counter({
    name: 'ledger_scrape_failures_total',
    help: 'How often the counts below could not be read',
    registers: [registry],
  });
  countProcess(registry, counted);
  for (const metric of deliveryMetrics) registry.registerMetric(metric);
  for (const { name, help, label, read } of gaugesOf(database)) {
    new Gauge({
      name,
      help,
      labelNames: [label],
      registers: [registry],
      async collect() {
        try {
          const counts = await read();
          this.reset();
          for (const [value, count] of counts) this.set({ [label]: value }, count);
        } catch {
          failedScrapes.inc();
        }
      },
    });
  }

  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, never the address: addresses carry webhook keys and authorization codes.
    const route = request.routeOptions.url ?? 'unknown';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get('/metrics', { onRequest: operatorAccess }, async (_request, reply) =>
    reply.type(registry.contentType).send(await registry.metrics()),
  );
}

function countProcess(
  registry: Registry,
  { standstill, allowance, refused, countsOfEgresses }: CountedInProcess,
): void {
  const addGauge = (name: string, help: string, count: () => number) =>
    new Gauge({
      ...{ name, help, registers: [registry] },
      collect() {
        this.set(count());
      },
    });
  addGauge(
    'process_standstills',
    'How often this process was stopped, suspended or starved for more than five seconds',
    standstill.count,
  );
  addGauge(
    'webhook_deliveries_refused',
    'Deliveries refused because their account had sent more than its allowance, before or after their signature was checked',
    allowance.countRefused,
  );
  new Counter({
    name: 'kommo_429_total',
    help: 'Answers of Kommo with status 429, by outgoing address: it asks for fewer requests',
    labelNames: ['egress'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, refusals } of countsOfEgresses()) this.inc({ egress: name }, refusals);
    },
  });
  new Counter({
    name: 'kommo_proxy_failures_total',
    help: 'Accounts’ requests to Kommo that were not sent, because their proxy gave no connection',
    labelNames: ['egress'],
    registers: [registry],
    collect() {
      this.reset();
      for (const { name, proxyFailures } of countsOfEgresses()) {
        if (proxyFailures !== null) this.inc({ egress: name }, proxyFailures);
      }
    },
  });
  new Counter({
    name: 'webhooks_refused_total',
    help: 'FastSpring’s webhooks that were refused until somebody mends the cause, by reason',
    labelNames: ['reason'],
    registers: [registry],
    collect() {
      this.reset();
      for (const [reason, count] of refused.counts()) this.inc({ reason }, count);
    },
  });
}

function gaugesOf(database: Pick<Database, 'query'>): readonly StoredGauge[] {
  const readAllHealth = createAllHealth(database);
  const byState = (name: string, help: string, sql: string): StoredGauge => ({
    name,
    help,
    label: 'state',
    read: async () => (await queryRows(database, stateCount, sql)).map(({ state, count }) => [state, count]),
  });
  return [
    byState(
      'ledger_events',
      'events that are not settled, by state',
      `SELECT 'received' AS "state", count(*)::int AS count FROM "events" WHERE "state" = 'received' HAVING count(*) > 0
       UNION ALL ${settledCounts('events')}`,
    ),
    byState(
      'ledger_effects',
      'effects that are not settled, by state',
      `SELECT "state", count(*)::int AS count FROM "effects" WHERE "state" IN ('open', 'sending', 'uncertain') GROUP BY 1
       UNION ALL ${settledCounts('effects')}`,
    ),
    byState(
      'ledger_customers',
      'customers waiting for a lead search',
      `SELECT 'waiting' AS "state", count(*)::int AS count FROM "customers" WHERE "next_match_at" <= now()`,
    ),
    byState(
      'ledger_reconciliations',
      'accounts by what their last comparison with FastSpring found: agrees, differs, unknown',
      comparisonsByOutcome,
    ),
    byState(
      'alarm_messages',
      'messages about alarms that were not sent, by state: waiting, given_up',
      `SELECT s."state", count(m."id")::int AS count FROM (VALUES ('waiting'), ('given_up')) AS s("state")
       LEFT JOIN "alarm_messages" m ON m."state" = s."state" AND m."state" IN ('waiting', 'given_up') GROUP BY 1`,
    ),
    {
      name: 'oldest_waiting_seconds',
      help: 'age of the oldest work that is due and not done, 0 without any: events to read, effects to write to Kommo',
      label: 'kind',
      read: async () =>
        (await queryRows(database, waitingAge, oldestWaiting)).map(({ kind, seconds }) => [kind, seconds]),
    },
    {
      name: 'account_health',
      help: 'accounts with which something is wrong, by what it is',
      label: 'code',
      read: () => countUnhealthy(readAllHealth),
    },
  ];
}

/** Two are counted by their partial indexes, and the third is the rest: no comparison is read. */
const comparisonsByOutcome = `
  SELECT o."state", o.count FROM (
    SELECT (SELECT count(*) FROM "reconciliations")::int AS "all",
      (SELECT count(*) FROM "reconciliations" WHERE "comparison" ->> 'fastspring' IS NULL)::int AS "unknown",
      (SELECT count(*) FROM "reconciliations"
        WHERE "comparison" ->> 'fastspring' IS NOT NULL AND "comparison" ->> 'agrees' = 'true')::int AS "agrees") c
  CROSS JOIN LATERAL (VALUES ('unknown', "unknown"), ('agrees', "agrees"), ('differs', "all" - "unknown" - "agrees")) o ("state", count)
  WHERE o.count > 0`;

/** An effect has waited since it was due; after five attempts since it was created, because each moves its due time. */
const oldestWaiting = `
  SELECT 'event' AS kind, coalesce(extract(epoch FROM now() - min("received_at")), 0)::float8 AS seconds
  FROM "events" WHERE "state" = 'received'
  UNION ALL
  SELECT 'effect', greatest(0, coalesce(extract(epoch FROM now() -
    min(CASE WHEN f."attempts" >= 5 THEN f."created_at" ELSE f."next_attempt" END)), 0))::float8
  FROM "effects" f JOIN "accounts" a ON a."id" = f."account_id"
  WHERE a."state" <> 'uninstalled' AND (f."attempts" >= 5 OR f."next_attempt" <= now()) AND ${isStillToDo}`;

/** Zero for a problem that no account has, so that an alert on it always has a value. */
async function countUnhealthy(
  readAllHealth: ReturnType<typeof createAllHealth>,
): Promise<readonly (readonly [string, number])[]> {
  const codes = (await readAllHealth(Date.now())).flatMap(({ entries }) => entries.map(({ code }) => code));
  return healthCodes.map((code) => [code, codes.filter((each) => each === code).length]);
}
