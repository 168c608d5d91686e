import type { FastSpringSandbox } from '../../testing/sandbox/fastspring/index.ts';
import { LOST, WON } from '../../testing/sandbox/kommo/records/entities.ts';
import { demoAccount, stages } from './world.ts';

/** The lead fields that the service fills in, as the settings page would make them. */
export const leadFields = [
  { use: 'status', name: 'Payment status' },
  { use: 'totalPaid', name: 'Total paid' },
  { use: 'nextChargeAt', name: 'Next charge' },
];

/** What payments do to their leads. */
export function rules(): readonly object[] {
  const task = (text: string, dueInHours: number) => ({ typeId: 1, text, dueInHours });
  return [
    { on: 'order.completed', moveTo: moveTo(stages.won), setPrice: true },
    { on: 'subscription.charge.completed', moveTo: moveTo(stages.won) },
    {
      on: 'subscription.payment.overdue',
      moveTo: moveTo(stages.problem),
      reopen: true,
      task: task('Payment overdue: call {customer}', 24),
    },
    {
      on: 'chargeback.created',
      moveTo: moveTo(stages.problem),
      reopen: true,
      task: task('Answer the chargeback of {amount}', 48),
    },
  ];
}

/** The API's credentials and the checkout of payment links. */
export function credentials({ api }: FastSpringSandbox): object {
  return {
    fastspring: { apiUsername: api.username, apiPassword: api.password },
    paymentLinks: { checkout: { storeId: 'bluebird', checkoutId: 'web', live: true } },
  };
}

function moveTo(stage: string): object {
  const [pipeline] = demoAccount().pipelines ?? [];
  const status = pipeline?.statuses.find(({ name }) => name === stage);
  if (pipeline === undefined || status === undefined) throw new Error(`The demo has no stage ${stage}`);
  const isShared = status.id === WON || status.id === LOST;
  return { pipelineId: isShared ? null : pipeline.id, statusId: status.id };
}
