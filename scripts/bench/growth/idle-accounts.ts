import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { startPostgresServer } from '../../../testing/postgres/postgres-server.ts';
import { type Scene, setScene, webhookSecret } from '../../faults/scene.ts';
import type { ServiceProcess } from '../../faults/service-process.ts';
import { openBookshop } from '../bookshop.ts';
import { deliveryOf, soldTo } from '../deliveries.ts';
import { printFigure } from '../figure.ts';
import { runLoad } from '../load.ts';

const accounts = 5_000;
/** With so few the program is loaded and compiled, and whatever is kept of every connected account is there. */
const used = 50;
const atOnce = 16;
/** the highest there may be, because memory is measured, not the wait for Kommo */
const rateLimit = 50;
const languages = ['en', 'es', 'pt', 'tr', 'id'];
const zones = Intl.supportedValuesOf('timeZone');
const currencies = Intl.supportedValuesOf('currency');
const probe = join(import.meta.dirname, 'memory-probe.js');

/**
 * The memory of a service with 5,000 idle accounts that were connected long ago: at its start, after 50 of them were used
 * once, and when those are idle again. Used: a webhook, a run of the job that writes to Kommo, a card, the settings, their
 * catalog and the status. To use all takes longer than anybody waits for a figure. Time zones, languages and currencies
 * differ, so that whatever is kept by them is kept.
 */
export async function benchIdleAccounts(): Promise<void> {
  const postgres = await startPostgresServer();
  const subdomains = Array.from({ length: accounts }, (_, index) => `shop${index + 1}`);
  const scene = await setScene({
    ...{ postgres, rateLimit },
    stories: subdomains.map((subdomain) => ({ subdomain, buyers: [], deliveries: [] })),
    environments: (databaseUrl) => [{ DATABASE_URL: databaseUrl, MEMORY_PROBE_FILE: fileOf() }],
    flags: ['--expose-gc', `--import=${probe}`],
  });
  try {
    const [service] = scene.services;
    if (service === undefined) throw new Error('No service was set up');
    await makeIdle(scene);
    await service.start();
    await print(`memory at the start, ${accounts} accounts`, service);
    const began = performance.now();
    await useAll(scene, service, subdomains.slice(0, used));
    while ((await scene.countPending(subdomains)) > 0) await wait(1_000);
    printFigure(`memory: ${used} accounts used once in`, Math.round((performance.now() - began) / 1_000), 's');
    await print(`memory, ${used} of ${accounts} accounts used once`, service);
    await wait(idleFor);
    await print(`memory, ${accounts} idle accounts (resident: at most 300)`, service);
  } catch (error) {
    for (const { log } of scene.services) console.error(log());
    throw error;
  } finally {
    await scene.close();
    await postgres.stop();
    await rm(fileOf(), { force: true });
  }
}

/** ms; longer than an idle connection is kept, and than most of what is remembered for a moment */
const idleFor = 70_000;

const fileOf = () => join(tmpdir(), `memory-probe-${process.pid}.json`);

/** Accounts that differ, and whose address Kommo knows: the service has nothing to do for them. */
async function makeIdle({ database }: Scene): Promise<void> {
  await database.query(
    `UPDATE accounts SET language = ($1::text[])[1 + number % ${languages.length}], time_zone = ($2::text[])[1 + number % ${zones.length}],
       currency = ($3::text[])[1 + number % ${currencies.length}], api_username = NULL,
       settings = settings || jsonb_build_object('products', jsonb_build_array(jsonb_build_object('sku', 'BOOK-' || number || '-*', 'pipelineId', number)))
     FROM (SELECT id AS of, row_number() OVER (ORDER BY id) AS number FROM accounts) numbered WHERE id = of`,
    [languages, zones, currencies],
  );
  await database.query(
    `INSERT INTO kommo_webhooks (account_id, key, state, next_attempt)
     SELECT id, 'kommo' || id, 'registered', now() + interval '1 day' FROM accounts`,
  );
}

async function useAll(scene: Scene, service: ServiceProcess, subdomains: readonly string[]): Promise<void> {
  const left = subdomains.entries();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const [number, subdomain] of left) await use(scene, service, subdomain, number);
    }),
  );
}

async function use(scene: Scene, service: ServiceProcess, subdomain: string, number: number): Promise<void> {
  const reader = openBookshop(scene.kommo, subdomain).addReader();
  await runLoad(`${service.url}${scene.webhookPath(subdomain)}`, 1, [deliveryOf(webhookSecret, soldTo(reader))]);
  const language = languages[number % languages.length] ?? '';
  const zone = encodeURIComponent(zones[number % zones.length] ?? '');
  for (const path of [`leads/${reader.leadId}/payments?zone=${zone}`, 'settings', 'catalog', 'status', 'events']) {
    await ask(`${service.url}/api/v1/${path}`, () => ({
      'x-auth-token': scene.oneTimeToken(subdomain),
      'accept-language': language,
    }));
  }
  scene.kommo.forgetRequests();
}

/** Until it is answered: at its start the service is busy with all accounts. */
async function ask(url: string, headers: () => Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(url, { headers: headers() });
  const text = await answer.text();
  if (answer.ok) return;
  if (answer.status !== 503) throw new Error(`${url}: ${answer.status} ${text}`);
  await wait(1_000);
  return ask(url, headers);
}

const usageSchema = z.object({ rss: z.number(), heapUsed: z.number(), external: z.number() });

async function print(name: string, service: ServiceProcess): Promise<void> {
  await rm(fileOf(), { force: true });
  process.kill(service.pid() ?? 0, 'SIGWINCH');
  const read = async (): Promise<z.infer<typeof usageSchema>> => {
    const text = await readFile(fileOf(), 'utf8').catch(() => '');
    if (text !== '') return usageSchema.parse(JSON.parse(text));
    await wait(100);
    return read();
  };
  const { rss, heapUsed, external } = await read();
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  printFigure(`${name}: resident`, megabytes(rss), 'MB');
  printFigure(`${name}: heap`, megabytes(heapUsed), 'MB');
  printFigure(`${name}: buffers`, megabytes(external), 'MB');
}
