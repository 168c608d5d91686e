import { z } from 'zod';
import { sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import type { Step } from './scenario.ts';
import { type Stage, stageNamed } from './stage.ts';

export interface Played {
  readonly step: Step;
  /** of the webhook's answer */
  readonly status: number;
  readonly lead: string;
  readonly reason: string;
  /** the note that it added to the deal; null when none */
  readonly note: string | null;
  readonly stageName: string;
  readonly tasksAdded: number;
  /** from the webhook's answer until note and stage were in Kommo; null when nothing was to change there */
  readonly seconds: number | null;
}

/** How long a step may take before the demo gives up, ms. No measure of speed. */
const timeoutMs = 120_000;

/**
 * Sends a step's webhook and waits until its work is over: its note is there, or the service reports no work left.
 * @throws Error when neither happens
 */
export async function play(stage: Stage, step: Step): Promise<Played> {
  const { kommo, lead, webhook } = stage;
  const notesBefore = kommo.notesOf(lead.id).length;
  const tasksBefore = kommo.tasksOf(lead.id).length;
  const eventsBefore = await countEvents(stage);
  const answer = await sendWebhook({
    url: webhook.url,
    secret: step.forged ? 'somebody-else’s-secret' : webhook.secret,
    events: [step.event],
  });
  const answeredAt = performance.now();
  const { note, tasks } = step.expected;
  const isDone = () =>
    kommo.notesOf(lead.id).length > notesBefore &&
    kommo.tasksOf(lead.id).length >= tasksBefore + tasks &&
    kommo.lead(lead.id).status_id === stageNamed(kommo, step.expected.stage);
  if (note !== null) await until(async () => isDone(), `note, task and stage of "${step.title}"`);
  const seconds = note === null ? null : (performance.now() - answeredAt) / 1000;
  await untilDone(stage, step.forged ? eventsBefore : eventsBefore + 1, `the end of "${step.title}"`);
  const added = kommo.notesOf(lead.id).slice(notesBefore);
  return {
    step,
    status: answer.status,
    ...(await whereItStands(stage, step)),
    note: added.length === 0 ? null : added.map((each) => String(each.params.text)).join('\n'),
    stageName: nameOfStage(stage),
    tasksAdded: kommo.tasksOf(lead.id).length - tasksBefore,
    seconds,
  };
}

/** Waits until the service has stored this many events in total, and has no work left for them. */
export function untilDone(stage: Stage, events: number, what: string): Promise<void> {
  return until(() => isIdle(stage, events), what);
}

async function until(isTrue: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const statusSchema = z.object({ backlog: z.object({ events: z.number(), effects: z.number() }) });
const eventsSchema = z.object({ events: z.array(z.object({ status: z.string() })) });

export async function countEvents(stage: Stage): Promise<number> {
  return eventsSchema.parse(await stage.askAsAdministrator('/api/v1/events')).events.length;
}

async function isIdle(stage: Stage, events: number): Promise<boolean> {
  if ((await countEvents(stage)) !== events) return false;
  const { backlog } = statusSchema.parse(await stage.askAsAdministrator('/api/v1/status'));
  return backlog.events + backlog.effects === 0;
}

const customersSchema = z.object({
  customers: z.array(z.object({ email: z.string().nullable(), match: z.object({ explanation: z.string() }) })),
});
const unmatchedSchema = z.object({ customers: z.array(z.object({ email: z.string().nullable(), why: z.string() })) });

async function whereItStands(stage: Stage, step: Step): Promise<Pick<Played, 'lead' | 'reason'>> {
  if (step.forged) return { lead: '–', reason: 'refused: the signature does not fit' };
  const email = emailIn(step.event.data);
  const linked = customersSchema.parse(await stage.askAsAdministrator(`/api/v1/leads/${stage.lead.id}/payments`));
  const customer = linked.customers.find((each) => each.email === email);
  if (customer !== undefined) return { lead: stage.lead.name, reason: customer.match.explanation };
  const { customers } = unmatchedSchema.parse(await stage.askAsAdministrator('/api/v1/customers/unmatched'));
  const unmatched = customers.find((each) => each.email === email);
  return { lead: 'unmatched', reason: unmatched?.why ?? 'not found in the list of unmatched payments' };
}

const contact = z.object({ email: z.string() });
const dataSchema = z.object({
  customer: contact.optional(),
  account: z.object({ contact }).optional(),
});

function emailIn(data: unknown): string | undefined {
  const { customer, account } = dataSchema.parse(data);
  return customer?.email ?? account?.contact.email;
}

function nameOfStage({ kommo, lead }: Stage): string {
  const { pipeline_id, status_id } = kommo.lead(lead.id);
  const stages = kommo.account().pipelines.find(({ id }) => id === pipeline_id)?.statuses ?? [];
  return stages.find(({ id }) => id === status_id)?.name ?? String(status_id);
}
