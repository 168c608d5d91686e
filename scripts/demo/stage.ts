import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { freePort } from '../../testing/postgres/free-port.ts';
import { type FastSpringSandbox, startFastSpringSandbox } from '../../testing/sandbox/fastspring/index.ts';
import { type KommoSandbox, type Lead, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import type { AccountOptions } from '../../testing/sandbox/kommo/records/account.ts';
import { buildWidget } from '../build-widget.ts';
import { type Backend, startBackend } from './backend.ts';
import { type AskAsAdministrator, connect, serviceEnvironment } from './connect.ts';

/** The slow parts, and how to make them. */
export interface StageParts<Service extends Backend> {
  /** writes the widget that asks the backend at this address into the folder */
  readonly makeWidget: (folder: string, address: string) => Promise<void>;
  readonly startBackend: (port: number, environment: Readonly<Record<string, string>>) => Promise<Service>;
}

/** An account, Anna's deal in it, and what payments do to the deal. */
export interface Scene {
  readonly account: AccountOptions;
  readonly deal: { readonly name: string; readonly stage: string };
  /** `moveTo` gives a stage of the deal's pipeline by its name */
  readonly rules: (moveTo: (stage: string) => object) => readonly object[];
}

const annasScene: Scene = {
  account: { subdomain: 'demo' },
  deal: { name: 'Acme GmbH – Pro plan', stage: 'Negotiation' },
  rules: (moveTo) => [
    { on: 'order.completed', moveTo: moveTo('Subscribed'), setPrice: true },
    { on: 'subscription.activated', moveTo: moveTo('Closed - won') },
    {
      on: 'subscription.payment.overdue',
      task: { typeId: 1, text: 'Payment overdue: call the customer', dueInHours: 24 },
    },
  ],
};

/** A Kommo with one deal, the real service connected to it, and FastSpring's secret. */
export interface Stage<Service extends Backend = Backend> {
  readonly kommo: KommoSandbox;
  /** the store's REST API */
  readonly fastspring: FastSpringSandbox;
  readonly backend: Service;
  /** Anna's deal */
  readonly lead: Lead;
  readonly cardUrl: string;
  readonly webhook: { readonly url: string; readonly secret: string };
  readonly askAsAdministrator: AskAsAdministrator;
  readonly close: () => Promise<void>;
}

const webhookSecret = 'demo-webhook-secret';

/** Builds the widget; the service is a process of its own on its embedded database. */
export const realParts: StageParts<Backend> = {
  makeWidget: (folder, address) => buildWidget({ publicUrl: address, outDir: folder }),
  startBackend,
};

/** Makes the widget, starts both sandboxes and the service, installs and configures it. */
export async function setStage<Service extends Backend>(
  parts: StageParts<Service>,
  scene = annasScene,
): Promise<Stage<Service>> {
  const folder = await mkdtemp(join(tmpdir(), 'kommo-fastspring-demo-'));
  const port = await freePort();
  const widgetDirectory = join(folder, 'widget');
  await parts.makeWidget(widgetDirectory, `http://127.0.0.1:${port}`);
  const kommo = await startKommoSandbox({
    accounts: [scene.account],
    widgetDirectory,
    integration: { redirectUri: `http://127.0.0.1:${port}/oauth/callback` },
  });
  const fastspring = await startFastSpringSandbox();
  const backend = await parts.startBackend(port, serviceEnvironment(kommo, fastspring, folder));
  const askAsAdministrator = await connect(kommo, backend);
  const lead = addDeal(kommo, scene);
  const moveTo = (name: string) => ({ pipelineId: lead.pipeline_id, statusId: stageNamed(kommo, name) });
  const url = await configure(scene.rules(moveTo), askAsAdministrator);
  fastspring.store.webhooks.set(url, webhookSecret);
  return {
    kommo,
    fastspring,
    backend,
    lead,
    cardUrl: kommo.cardUrl(lead.id),
    webhook: { url, secret: webhookSecret },
    askAsAdministrator,
    close: async () => {
      await backend.stop();
      await kommo.close();
      await fastspring.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function addDeal(kommo: KommoSandbox, { deal }: Scene): Lead {
  const contact = kommo.addContact({ name: 'Anna Schmidt', emails: ['Anna@Acme.example'], phones: ['+49 30 5550199'] });
  // A substring search for Anna's address finds this contact too; its payments must never land here.
  kommo.addContact({ name: 'Joanna (cc anna@acme.example)', emails: ['joanna@acme.example'] });
  return kommo.addLead({
    name: deal.name,
    status_id: stageNamed(kommo, deal.stage),
    contactIds: [contact.id],
  });
}

const settingsSchema = z.object({ fastspring: z.object({ webhookUrl: z.string() }) });

async function configure(rules: readonly object[], ask: AskAsAdministrator): Promise<string> {
  const json = { fastspring: { webhookSecret }, rules };
  const saved = await ask('/api/v1/settings', { method: 'PUT', json });
  return settingsSchema.parse(saved).fastspring.webhookUrl;
}

/** of the main pipeline */
export function stageNamed(kommo: KommoSandbox, name: string): number {
  const stages = kommo.account().pipelines.find((pipeline) => pipeline.is_main)?.statuses ?? [];
  const stage = stages.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(`The sandbox has no stage ${name}`);
  return stage.id;
}
