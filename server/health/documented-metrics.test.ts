import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { createServer } from '../platform/http/create-server.ts';
import { createDeliveryMetrics } from './delivery-metrics.ts';
import { metricsRoutes } from './metrics.ts';

test('docs/operate.md names exactly the metrics that the service has', async () => {
  const app = createServer();
  onTestFinished(() => app.close());
  const query = () => Promise.reject(new Error('The names need no database'));
  await metricsRoutes(
    app,
    { query },
    {
      standstill: { count: () => 0 },
      allowance: { countRefused: () => 0 },
      refused: { counts: () => new Map() },
      countsOfEgresses: () => [],
    },
    createDeliveryMetrics().metrics,
    async () => undefined,
  );
  const { body } = await app.inject('/metrics');
  const standard = new Registry();
  collectDefaultMetrics({ register: standard });
  const ofNode = new Set(standard.getMetricsAsArray().map(({ name }) => name));
  const served = [...body.matchAll(/^# TYPE (\S+) /gm)]
    .map(([, name = '']) => name)
    .filter((name) => !ofNode.has(name));
  const page = readFileSync(join(import.meta.dirname, '../../docs/operate.md'), 'utf8');
  const section = /^## Metrics\n(.*?)^## /ms.exec(page)?.[1] ?? '';
  const documented = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name = '']) => name);
  expect(documented.length).toBeGreaterThan(10);
  expect(documented.toSorted()).toEqual(served.toSorted());
});
