import type { FastSpringEvent } from './events.ts';
import type { Store } from './store.ts';
import { sendWebhook, type WebhookAnswer } from './webhook.ts';

/**
 * One POST of events and its state, in FastSpring's words: not attempted, failed but will be retried, success,
 * permanently failed.
 */
interface Delivery {
  readonly events: readonly FastSpringEvent[];
  /** ms in the store's time */
  readonly queuedAt: number;
  state: 'not_attempted' | 'will_be_retried' | 'success' | 'permanently_failed';
  attempts: number;
  /** ms in the store's time; null after the last attempt */
  nextAttemptAt: number | null;
  lastAnswer: WebhookAnswer | null;
}

export interface Deliveries {
  readonly all: readonly Delivery[];
  /** queues one POST; it is sent by `sendDue` */
  readonly enqueue: (events: readonly FastSpringEvent[]) => Delivery;
  /** attempts everything that is due now, oldest first, and returns the attempts */
  readonly sendDue: () => Promise<readonly Delivery[]>;
  /** moves the store's time through each attempt until `milliseconds` have passed, making the attempts on the way */
  readonly passTime: (milliseconds: number) => Promise<void>;
}

export interface DeliveryTarget {
  readonly url: string;
  /** until the API sets another */
  readonly secret: string;
}

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
const MAXIMUM_RETRIES = 12;

/**
 * Delivers as FastSpring publishes it: 200 is success, 202 with ids in the body acknowledges those, any other status is
 * retried up to 12 times within 7 days: https://developer.fastspring.com/reference/webhooks-overview
 */
export function createDeliveries(store: Store, target: DeliveryTarget): Deliveries {
  const { url } = target;
  store.webhooks.set(url, target.secret);
  const all: Delivery[] = [];
  const due = () =>
    all.filter((delivery) => delivery.nextAttemptAt !== null && delivery.nextAttemptAt <= store.clock.now());

  const sendDue = async () => {
    const attempted = due();
    for (const delivery of attempted) await attempt(store, url, delivery);
    return attempted;
  };

  return {
    all,
    enqueue: (events) => {
      const delivery: Delivery = {
        events,
        queuedAt: store.clock.now(),
        state: 'not_attempted',
        attempts: 0,
        nextAttemptAt: store.clock.now(),
        lastAnswer: null,
      };
      all.push(delivery);
      return delivery;
    },
    sendDue,
    passTime: async (milliseconds) => {
      const until = store.clock.now() + milliseconds;
      for (;;) {
        const times = all.flatMap((delivery) => delivery.nextAttemptAt ?? []).filter((at) => at <= until);
        if (times.length === 0) break;
        store.clock.advance(Math.max(0, Math.min(...times) - store.clock.now()));
        await sendDue();
      }
      store.clock.advance(Math.max(0, until - store.clock.now()));
    },
  };
}

/** ms from a failed attempt (0 is the first) to the next. */
function retryDelay(attempt: number): number {
  const hours = [1, 2, 4, 6, 6, 6][attempt] ?? 24;
  return hours * HOUR_MS;
}

/** Signed with the current secret. */
async function attempt(store: Store, url: string, delivery: Delivery): Promise<void> {
  const secret = store.webhooks.get(url) ?? '';
  const pending = delivery.events.filter((event) => !store.processedEvents.has(event.id));
  delivery.lastAnswer = await sendWebhook({ url, secret, events: pending }).catch(() => null);
  const acknowledged = acknowledgedIds(pending, delivery.lastAnswer);
  for (const id of acknowledged) store.processedEvents.add(id);
  const made = delivery.attempts;
  delivery.attempts += 1;
  if (acknowledged.size === pending.length) {
    delivery.state = 'success';
    delivery.nextAttemptAt = null;
    return;
  }
  const next = store.clock.now() + retryDelay(made);
  const isOver = made >= MAXIMUM_RETRIES || next - delivery.queuedAt > WEEK_MS;
  delivery.state = isOver ? 'permanently_failed' : 'will_be_retried';
  delivery.nextAttemptAt = isOver ? null : next;
}

function acknowledgedIds(events: readonly FastSpringEvent[], answer: WebhookAnswer | null): ReadonlySet<string> {
  const ids = events.map((event) => event.id);
  if (answer?.status === 200) return new Set(ids);
  if (answer?.status !== 202) return new Set();
  const listed = answer.body.split('\n').map((line) => line.trim());
  return new Set(ids.filter((id) => listed.includes(id)));
}
