import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../testing/postgres/free-port.ts';
import { type FastSpringSandbox, startFastSpringSandbox } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import type { Backend } from './backend.ts';
import { type AskAsAdministrator, connect, serviceEnvironment } from './connect.ts';
import type { Front } from './front.ts';
import { type Past, playPast } from './past.ts';
import type { Progress } from './progress.ts';
import { untilIdle } from './settle.ts';
import { addCatalogue, addLeads, type Catalogue, demoAccount, type Leads, moveTrial } from './world.ts';
import { credentials, leadFields, rules } from './world-settings.ts';

/** The demo behind its page: both sandboxes with their past, and the real service between them. */
export interface DemoStage {
  readonly kommo: KommoSandbox;
  readonly leads: Leads;
  readonly fastspring: FastSpringSandbox;
  readonly catalogue: Catalogue;
  readonly past: Past;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly askAsAdministrator: AskAsAdministrator;
}

/** The slow parts, and how to make them. */
export interface DemoParts {
  /** writes the widget that asks the service at this address into the folder */
  readonly makeWidget: (folder: string, address: string) => Promise<void>;
  readonly startBackend: (port: number, environment: Readonly<Record<string, string>>) => Promise<Backend>;
}

export interface DemoStart {
  readonly parts: DemoParts;
  readonly front: Pick<Front, 'serveThrough'>;
  readonly progress: Progress;
  /** told as soon as there are leads to show */
  readonly onLeads: (kommo: KommoSandbox) => void;
  /** what has to be closed, also when the start fails; the last first */
  readonly onClose: (close: () => Promise<unknown>) => void;
}

const webhookSecret = 'demo-webhook-secret';
/** The same in every round: an open card goes on after a new start. */
const integration = { clientId: '5f3a1f0e-7c1d-4c2e-9a55-2f5d7c3b9e10', clientSecret: 'demo-integration-secret' };

/** Starts everything behind the page: the leads first, then the slow parts beside each other, then what was paid. */
export async function startDemoStage({ parts, front, progress, onLeads, onClose }: DemoStart): Promise<DemoStage> {
  const folder = await mkdtemp(join(tmpdir(), 'kommo-fastspring-demo-'));
  onClose(() => rm(folder, { recursive: true, force: true }));
  const port = await freePort();
  const widgetDirectory = join(folder, 'widget');

  const { kommo, leads } = await progress.during('Kommo’s sandbox, with five leads', async () => {
    const sandbox = await startKommoSandbox({
      accounts: [demoAccount()],
      widgetDirectory,
      integration: { ...integration, redirectUri: `http://127.0.0.1:${port}/oauth/callback` },
      serveThrough: front.serveThrough,
      pageScripts: ['/demo/bar.js'],
    });
    onClose(sandbox.close);
    return { kommo: sandbox, leads: addLeads(sandbox) };
  });
  onLeads(kommo);

  const { fastspring, catalogue, past } = await progress.during(
    'FastSpring’s sandbox, with 18 months of sales',
    async () => {
      const sandbox = await startFastSpringSandbox({ checkouts: 'here' });
      onClose(sandbox.close);
      const sold = addCatalogue(sandbox.store);
      return { fastspring: sandbox, catalogue: sold, past: playPast(sandbox.store, sold) };
    },
  );

  const address = `http://127.0.0.1:${port}`;
  const [backend] = await Promise.all([
    progress.during('The service, on its embedded database', async () => {
      const started = await parts.startBackend(port, serviceEnvironment(kommo, fastspring, folder));
      onClose(started.stop);
      return started;
    }),
    progress.during('The widget, built', () => parts.makeWidget(widgetDirectory, address)),
  ]);

  const askAsAdministrator = await progress.during('The integration, installed in Kommo', () =>
    connect(kommo, backend),
  );
  const url = await progress.during('Rules and fields, switched on', () => configure(askAsAdministrator));
  const stage = {
    kommo,
    leads,
    fastspring,
    catalogue,
    past,
    webhook: { url, secret: webhookSecret },
    askAsAdministrator,
  };
  await progress.during('The payments of the last weeks, on their leads', () => reportPast(stage));
  await askAsAdministrator('/api/v1/settings', { method: 'PUT', json: credentials(fastspring) });
  return stage;
}

const madeFields = z.object({ fields: z.array(z.object({ use: z.string(), fieldId: z.number() })) });
const savedSettings = z.object({ fastspring: z.object({ webhookUrl: z.string() }) });

/** @returns the address of the account's webhook */
async function configure(ask: AskAsAdministrator): Promise<string> {
  const made = madeFields.parse(await ask('/api/v1/lead-fields', { method: 'POST', json: { fields: leadFields } }));
  const json = {
    fastspring: { webhookSecret },
    rules: rules(),
    fields: Object.fromEntries(made.fields.map(({ use, fieldId }) => [use, fieldId])),
  };
  return savedSettings.parse(await ask('/api/v1/settings', { method: 'PUT', json })).fastspring.webhookUrl;
}

/** FastSpring's webhooks of before the demo, one by one. */
async function reportPast(stage: DemoStage): Promise<void> {
  const deliveries = stage.fastspring.deliveriesTo(stage.webhook);
  for (const events of stage.past.reported) deliveries.enqueue(events);
  await deliveries.sendDue();
  const failed = deliveries.all.find(({ state }) => state !== 'success');
  if (failed) throw new Error(`A webhook was answered ${failed.lastAnswer?.status}`);
  await untilIdle(stage, 'the payments of the last weeks');
  moveTrial(stage.kommo, stage.leads);
}
