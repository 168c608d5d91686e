import { z } from 'zod';
import { type FastSpringEvent, sendWebhook } from '../../testing/sandbox/fastspring/index.ts';
import type { DemoStage } from './demo-stage.ts';
import type { Step } from './scenario.ts';
import { until, untilIdle } from './settle.ts';
import { stageId } from './world.ts';

export interface Played {
  readonly step: Step;
  /** of the webhook's answer; null where none was sent */
  readonly status: number | null;
  readonly lead: string;
  readonly reason: string;
  /** the note that it added to the lead; null when none */
  readonly note: string | null;
  readonly stageName: string;
  readonly tasksAdded: number;
  /** from the webhook's answer until note and stage were in Kommo; null when nothing was to change there */
  readonly seconds: number | null;
}

/**
 * Plays a step and waits until its work is over: its note is there, and the service reports no work left.
 * @throws Error when that does not happen
 */
export async function play(stage: DemoStage, step: Step): Promise<Played> {
  const { kommo } = stage;
  const lead = stage.leads[step.lead];
  const notesBefore = kommo.notesOf(lead.id).length;
  const tasksBefore = kommo.tasksOf(lead.id).length;
  const events = step.happen();
  const status = await deliver(stage, step, events);
  const answeredAt = performance.now();
  const { note, tasks } = step.expected;
  const isDone = () =>
    kommo.notesOf(lead.id).length > notesBefore &&
    kommo.tasksOf(lead.id).length >= tasksBefore + tasks &&
    kommo.lead(lead.id).status_id === stageId(kommo, step.expected.stage);
  if (note !== null) await until(isDone, `note, task and stage of “${step.title}”`);
  const seconds = note === null ? null : (performance.now() - answeredAt) / 1000;
  await untilIdle(stage, `the end of “${step.title}”`);
  const added = kommo.notesOf(lead.id).slice(notesBefore);
  return {
    step,
    status,
    ...(await whereItStands(stage, step, events)),
    note: added.length === 0 ? null : added.map((each) => String(each.params.text)).join('\n'),
    stageName: nameOfStage(stage, step),
    tasksAdded: kommo.tasksOf(lead.id).length - tasksBefore,
    seconds,
  };
}

async function deliver(stage: DemoStage, step: Step, events: readonly FastSpringEvent[]): Promise<number | null> {
  const { webhook, fastspring, askAsAdministrator } = stage;
  if (step.delivery === 'lost') {
    await askAsAdministrator('/api/v1/reconciliation', { method: 'POST' });
    return null;
  }
  const secret = step.delivery === 'forged' ? 'somebody-else’s-secret' : webhook.secret;
  const { status } = await sendWebhook({ url: webhook.url, secret, events });
  if (status === 200) for (const { id } of events) fastspring.store.processedEvents.add(id);
  return status;
}

const customersSchema = z.object({
  customers: z.array(z.object({ email: z.string().nullable(), match: z.object({ explanation: z.string() }) })),
});
const unmatchedSchema = z.object({ customers: z.array(z.object({ email: z.string().nullable(), why: z.string() })) });

async function whereItStands(
  stage: DemoStage,
  step: Step,
  events: readonly FastSpringEvent[],
): Promise<Pick<Played, 'lead' | 'reason'>> {
  if (step.delivery === 'forged') return { lead: '–', reason: 'refused: the signature does not fit' };
  const lead = stage.leads[step.lead];
  const email = events.flatMap(({ data }) => emailIn(data) ?? [])[0];
  const linked = customersSchema.parse(await stage.askAsAdministrator(`/api/v1/leads/${lead.id}/payments`));
  const customer = linked.customers.find((each) => each.email === email);
  if (customer !== undefined) return { lead: lead.name, reason: customer.match.explanation };
  const { customers } = unmatchedSchema.parse(await stage.askAsAdministrator('/api/v1/customers/unmatched'));
  const unmatched = customers.find((each) => each.email === email);
  return { lead: 'unmatched', reason: unmatched?.why ?? 'not found in the list of unmatched payments' };
}

const contact = z.object({ email: z.string() });
const dataSchema = z.object({
  customer: contact.optional(),
  account: z.object({ contact }).optional().catch(undefined),
});

function emailIn(data: unknown): string | undefined {
  const { customer, account } = dataSchema.catch({}).parse(data);
  return customer?.email ?? account?.contact.email;
}

function nameOfStage({ kommo, leads }: DemoStage, step: Step): string {
  const { pipeline_id, status_id } = kommo.lead(leads[step.lead].id);
  const stages = kommo.account().pipelines.find(({ id }) => id === pipeline_id)?.statuses ?? [];
  return stages.find(({ id }) => id === status_id)?.name ?? String(status_id);
}
