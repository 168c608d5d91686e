import type { CardContact, PaymentsView } from '../../server/api/payments-view.ts';
import type { Call, Failure, PaymentsAnswer, PaymentsApi } from '../api.ts';

export type FeedState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | {
      readonly kind: 'loaded';
      readonly view: PaymentsView;
      /** the server's clock in ms when it last said that this is all */
      readonly asOf: number;
      /** set while the server cannot be reached */
      readonly failure: Failure | null;
    };

/** What was last known of a lead, so that reopening its card shows it at once. */
export interface Known {
  readonly view: PaymentsView;
  readonly etag: string | null;
  readonly asOf: number;
  /** the server's clock minus ours, ms */
  readonly clockOffset: number;
}

export interface PaymentsFeed {
  /** Called about once a second; asks the server when it is time to. */
  beat(now: number): void;
  /** The reader did something: news matter again. */
  wake(now: number): void;
  /** Asks at once, with the card's contacts; done when there is an answer. Its failure is shown at once. */
  refresh(now: number): Promise<void>;
  /** Drops what is on its way. */
  stop(): void;
}

export const FRESH_INTERVAL_MS = 3_000;
export const QUIET_INTERVAL_MS = 30_000;
/** without news and without the reader doing anything */
export const QUIET_AFTER_MS = 600_000;

/**
 * Keeps one lead's payments fresh: the first question carries the card's contacts, later ones are conditional and
 * cost a 304. A failure is retried ever more slowly, and shown only when a second attempt failed too, unless there is
 * nothing else to show.
 */
export function createPaymentsFeed(options: {
  readonly api: PaymentsApi;
  readonly leadId: number;
  readonly contacts: () => Promise<readonly CardContact[]>;
  readonly known: Map<number, Known>;
  readonly onState: (state: FeedState) => void;
  readonly clock: () => number;
}): PaymentsFeed {
  const { api, leadId, known, onState, clock } = options;
  let underWay: Call<PaymentsAnswer> | null = null;
  let asking = false;
  /** counts the questions: only the last one's answer is taken */
  let turns = 0;
  let stopped = false;
  let askContacts = true;
  let failures = 0;
  let unconfirmed = 0;
  let dueAt = 0;
  let lastSignOfLife = clock();

  async function ask(): Promise<void> {
    turns += 1;
    const turn = turns;
    const isOver = (): boolean => stopped || turn !== turns;
    asking = true;
    const contacts = askContacts ? await options.contacts() : [];
    if (isOver()) return;
    const etag = known.get(leadId)?.etag ?? null;
    underWay = contacts.length > 0 ? api.readWithContacts(leadId, { contacts }) : api.read(leadId, etag);
    const answer = await underWay.answer;
    if (isOver()) return;
    asking = false;
    if (answer.kind === 'failure') receiveFailure(answer.failure, clock());
    else receive(answer, clock());
  }

  function receive(answer: Exclude<PaymentsAnswer, { kind: 'failure' }>, now: number): void {
    failures = 0;
    const before = known.get(leadId);
    if (answer.kind === 'view') {
      const { view, etag } = answer;
      const asOf = Date.parse(view.asOf);
      if (etag === null || etag !== before?.etag) lastSignOfLife = now;
      remember(known, leadId, { view, etag, asOf, clockOffset: asOf - now });
    } else if (before) {
      remember(known, leadId, { ...before, asOf: now + before.clockOffset });
    }
    const after = known.get(leadId);
    if (!after) return;
    // Until the server has checked the card's contacts in Kommo, only a question that names them shows their payments.
    askContacts = after.view.customers.some((customer) => !customer.match.confirmed);
    unconfirmed = askContacts ? unconfirmed + 1 : 0;
    const usual = now - lastSignOfLife > QUIET_AFTER_MS ? QUIET_INTERVAL_MS : FRESH_INTERVAL_MS;
    dueAt = now + (askContacts ? Math.max(usual, everMore(unconfirmed)) : usual);
    onState({ kind: 'loaded', view: after.view, asOf: after.asOf, failure: null });
  }

  function receiveFailure(failure: Failure, now: number): void {
    failures += 1;
    dueAt = now + everMore(failures);
    if (failure.kind === 'forbidden') known.delete(leadId);
    const last = known.get(leadId);
    if (!last) onState({ kind: 'failed', failure });
    else if (failures > 1 || failure.kind !== 'unreachable') {
      onState({ kind: 'loaded', view: last.view, asOf: last.asOf, failure });
    }
  }

  const start = known.get(leadId);
  onState(start ? { kind: 'loaded', view: start.view, asOf: start.asOf, failure: null } : { kind: 'loading' });

  const beat = (now: number): void => {
    if (!asking && !stopped && now >= dueAt) void ask();
  };

  return {
    beat,
    wake(now) {
      const wasQuiet = now - lastSignOfLife > QUIET_AFTER_MS;
      lastSignOfLife = now;
      if (wasQuiet) dueAt = now;
    },
    refresh(now) {
      askContacts = true;
      failures = Math.max(failures, 1);
      lastSignOfLife = now;
      // What is on its way may be older than what the reader has just done.
      underWay?.abort();
      return ask();
    },
    stop() {
      stopped = true;
      underWay?.abort();
    },
  };
}

/** How long to wait after so many attempts in vain, each of which may cost the server a question to Kommo. */
const everMore = (attempts: number): number => Math.min(FRESH_INTERVAL_MS * 2 ** (attempts - 1), 2 * QUIET_INTERVAL_MS);

const REMEMBERED_LEADS = 20;

function remember(known: Map<number, Known>, leadId: number, now: Known): void {
  known.delete(leadId);
  known.set(leadId, now);
  const oldest = known.keys().next().value;
  if (known.size > REMEMBERED_LEADS && oldest !== undefined) known.delete(oldest);
}
