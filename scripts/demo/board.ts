import type { KommoSandbox, Lead } from '../../testing/sandbox/kommo/index.ts';
import type { Board, BoardLead } from './state.ts';

/** by which the service finds its own tasks again */
const mark = / \[fs:\w+\]$/;

/** The main pipeline as Kommo's board shows it. The incoming stage is left out: nothing comes in here. */
export function readBoard(kommo: KommoSandbox): Board {
  const account = kommo.account();
  const pipeline = account.pipelines.find(({ is_main }) => is_main);
  const leads = [...account.leads.values()].filter((lead) => !lead.is_deleted);
  const money = new Intl.NumberFormat(account.language, { style: 'currency', currency: account.currency });
  return {
    pipeline: pipeline?.name ?? '',
    columns: (pipeline?.statuses ?? [])
      .filter(({ type }) => type === 0)
      .map(({ id, name, color }) => ({
        name,
        color,
        leads: leads
          .filter((lead) => lead.pipeline_id === pipeline?.id && lead.status_id === id)
          .map((lead) => readLead(kommo, lead, money)),
      })),
  };
}

function readLead(kommo: KommoSandbox, lead: Lead, money: Intl.NumberFormat): BoardLead {
  const { contacts } = kommo.account();
  const notes = kommo.notesOf(lead.id);
  const tasks = kommo.tasksOf(lead.id);
  const status = lead.fields.find(({ field_code }) => field_code === 'FASTSPRING_STATUS')?.values[0]?.value;
  return {
    id: lead.id,
    name: lead.name,
    contact: lead.contacts.flatMap(({ id }) => contacts.get(id)?.name ?? [])[0] ?? '',
    price: lead.price === 0 ? '' : money.format(lead.price),
    status: status === undefined ? null : String(status),
    tags: lead.tags.map(({ name }) => name),
    openTasks: tasks.filter(({ is_completed }) => !is_completed).map(({ text }) => text.replace(mark, '')),
    version: [lead.status_id, lead.price, status, notes.length, tasks.length].join(' '),
  };
}
