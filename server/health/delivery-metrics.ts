import { Counter, Histogram, type Metric } from 'prom-client';
import type { DeliveryWatch } from '../delivery/delivery-watch.ts';

export interface DeliveryMetrics extends DeliveryWatch {
  /** in no registry yet */
  readonly metrics: readonly Metric[];
}

/** What delivery did in this process since its start. One per process. */
export function createDeliveryMetrics(): DeliveryMetrics {
  const effects = new Counter({
    name: 'effects_total',
    help: 'Attempts to deliver changes to Kommo, by kind and outcome: done, uncertain, failed, skipped',
    labelNames: ['kind', 'outcome'],
    registers: [],
  });
  const seconds = new Histogram({
    name: 'webhook_to_lead_seconds',
    help: 'From the webhook of a payment to the change of its lead, once for each payment and lead',
    // Up to a minute nothing was in the way; beyond an hour Kommo was away, or somebody linked the customer by hand.
    buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 300, 3_600, 86_400],
    registers: [],
  });
  return {
    metrics: [effects, seconds],
    ended: (kind, outcome) => effects.inc({ kind, outcome }),
    reachedLead: (value) => seconds.observe(value),
  };
}
