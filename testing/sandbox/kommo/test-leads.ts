import type { KommoSandbox } from './index.ts';

/** Anna with a lead in the first stage of the main pipeline. */
export function leadInSales(sandbox: KommoSandbox) {
  const [sales, renewals] = sandbox.account().pipelines;
  if (!sales || !renewals) throw new Error('the demo account has two pipelines');
  const contact = sandbox.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
  const lead = sandbox.addLead({ name: 'Licences', contactIds: [contact.id] });
  return { sales, renewals, lead, contact };
}

export function stageOf(pipeline: { statuses: readonly { id: number; name: string }[] }, name: string): number {
  return pipeline.statuses.find((status) => status.name === name)?.id ?? 0;
}

export function idsOf(entities: readonly { id: number }[]): number[] {
  return entities.map((entity) => entity.id);
}
