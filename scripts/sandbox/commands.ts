import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { unzipSync } from 'fflate';
import { addCustomer, type FastSpringSandbox, purchase, sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import type { KommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { proPlan, type SandboxWorld } from './world.ts';

export const usage = `  upload FILE              the widget's archive, as on the integration's page in Kommo
  webhook ADDRESS SECRET   where FastSpring sends its events, and the secret that signs them
  pay EMAIL                somebody buys the Pro plan
  leads                    each lead with its stage and its notes`;

/** What people do in Kommo and in FastSpring, a line for each. @returns what happened, in words */
export async function runSandboxCommand(world: SandboxWorld, line: string): Promise<string> {
  const [command, ...words] = line.trim().split(/\s+/);
  const [first, second] = words;
  if (command === 'leads' && words.length === 0) return describeLeads(world.kommo);
  if (command === 'upload' && words.length === 1 && first !== undefined) return upload(world, first);
  if (command === 'pay' && words.length === 1 && first?.includes('@')) return pay(world.fastspring, first);
  if (command === 'webhook' && second !== undefined && words.length === 2 && URL.canParse(first ?? '')) {
    world.fastspring.store.webhooks.set(String(first), second);
    return `FastSpring signs with this secret and sends its events to ${first}`;
  }
  return usage;
}

async function upload({ widgetDirectory, kommo }: SandboxWorld, file: string): Promise<string> {
  const files = Object.entries(unzipSync(await readFile(file)));
  for (const [name, content] of files) {
    const path = join(widgetDirectory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return `${files.length} files. Settings: ${kommo.advancedSettingsUrl()}`;
}

async function pay({ store }: FastSpringSandbox, email: string): Promise<string> {
  const [name = ''] = email.split('@');
  const known = [...store.customers.values()].find((customer) => customer.email === email);
  const customer = known ?? addCustomer(store, { first: name, last: 'Buyer', email });
  const { order, events } = purchase(store, { customer, lines: [{ product: proPlan, quantity: 1 }] });
  if (store.webhooks.size === 0) return 'Paid, and FastSpring has no webhook: name one with "webhook".';
  const answers = [...store.webhooks].map(async ([url, secret]) => {
    try {
      const { status, body } = await sendWebhook({ url, secret, events });
      return `${url} answered ${status} ${body.slice(0, 200)}`;
    } catch {
      return `${url} did not answer`;
    }
  });
  return [`Order ${order.reference} of ${email} is paid.`, ...(await Promise.all(answers))].join('\n');
}

function describeLeads(kommo: KommoSandbox): string {
  const { leads, pipelines } = kommo.account();
  const stages = new Map(pipelines.flatMap(({ statuses }) => statuses.map(({ id, name }) => [id, name])));
  const lines = [...leads.values()].map((lead) => {
    const notes = kommo.notesOf(lead.id).map(({ params }) => `\n    ${params.text}`);
    return `${lead.name} · ${stages.get(lead.status_id)} · ${kommo.cardUrl(lead.id)}${notes.join('')}`;
  });
  return lines.join('\n');
}
