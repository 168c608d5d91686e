import { type JobStack, startJobStack } from './job-stack.ts';

/** An account that creates leads for unmatched customers, and sells the Pro plan in its second pipeline. */
export async function startCreating(settings: object = {}, options: Parameters<typeof startJobStack>[0] = {}) {
  const stack = await startJobStack(options);
  await stack.prisma.account.updateMany({ data: { currency: 'EUR' } });
  const renewals = stack.sandbox.account().pipelines[1];
  await stack.saveSettings({
    matching: { createWhenUnmatched: 'lead' },
    products: [{ sku: 'PRO-*', pipelineId: renewals?.id }],
    ...settings,
  });
  await stack.work();
  stack.passTime(60_000);
  return { ...stack, renewals };
}

export const leadsOf = ({ sandbox }: JobStack) => [...sandbox.account().leads.values()];
export const contactsOf = ({ sandbox }: JobStack) => [...sandbox.account().contacts.values()];
