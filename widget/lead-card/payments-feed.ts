import type { CardContact } from '../../server/api/card/payments-view.ts';
import type { Failure } from '../client/failure.ts';
import type { Call, PanelView, PaymentsAnswer, PaymentsApi } from './payments-api.ts';

export type FeedState =
  | { readonly kind: 'loading' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | {
      readonly kind: 'loaded';
      readonly view: PanelView;
      /** ms, by the server's clock: the last confirmation of this data */
      readonly asOf: number;
      /** set while the server cannot be reached */
      readonly failure: Failure | null;
    };

/** A card's last known data, so that reopening it shows it at once. */
export interface Known {
  readonly view: PanelView;
  readonly etag: string | null;
  readonly asOf: number;
  /** the server's clock minus ours, ms */
  readonly clockOffset: number;
}

export interface PaymentsFeed {
  /** Called while the panel is visible, about twice a second; sends a request when one is due. */
  beat(now: number): void;
  /** The panel is hidden: drops the request in progress, so that the next beat sends one at once. */
  rest(): void;
  /** Sends a request at once, with the card's contacts; resolves with the answer. A failure is shown at once. */
  refresh(): Promise<void>;
  stop(): void;
}

/** ms between two requests when early answers bring no news, from a server that holds no more requests */
export const FRESH_INTERVAL_MS = 3_000;
const LONGEST_INTERVAL_MS = 60_000;

/**
 * Keeps one card's payments fresh: the first request carries the card's contacts and is answered at once, the server
 * holds each later one until something changes. A failure is retried ever more slowly, and shown only when a second
 * attempt failed too, unless there is nothing else to show.
 */
export function createPaymentsFeed(options: {
  readonly api: PaymentsApi;
  readonly card: string;
  readonly contacts: () => Promise<readonly CardContact[]>;
  readonly known: Map<string, Known>;
  readonly onState: (state: FeedState) => void;
  readonly clock: () => number;
}): PaymentsFeed {
  const { api, card, known, onState, clock } = options;
  let underWay: Call<PaymentsAnswer> | null = null;
  let asking = false;
  let isStopped = false;
  /** counts the requests: only the last one's answer is used */
  let turns = 0;
  let askContacts = true;
  /** whether the last request was answered a moment ago, so that the next one may be held */
  let isHeld = false;
  let failures = 0;
  let dueAt = 0;

  async function ask(): Promise<void> {
    if (isStopped) return;
    const askedAt = clock();
    drop();
    const turn = turns;
    asking = true;
    const contacts = askContacts ? await options.contacts() : [];
    if (turn !== turns) return;
    const etag = known.get(card)?.etag ?? null;
    underWay = contacts.length > 0 ? api.readWithContacts(card, contacts, etag, isHeld) : api.read(card, etag, isHeld);
    const answer = await underWay.answer;
    if (turn !== turns) return;
    asking = false;
    if (answer.kind === 'failure') receiveFailure(answer.failure, clock());
    else receive(answer, clock(), askedAt);
  }

  /** The request in progress may be older than the reader's last action. */
  function drop(): void {
    turns += 1;
    asking = false;
    underWay?.abort();
  }

  function receive(answer: Exclude<PaymentsAnswer, { kind: 'failure' }>, now: number, askedAt: number): void {
    failures = 0;
    const before = known.get(card);
    const etag = answer.kind === 'view' ? answer.etag : null;
    if (answer.kind === 'view') {
      const asOf = Date.parse(answer.view.asOf);
      remember(known, card, { view: answer.view, etag, asOf, clockOffset: asOf - now });
    } else if (before) {
      remember(known, card, { ...before, asOf: now + before.clockOffset });
    }
    const after = known.get(card);
    if (!after) return;
    // Until the server has checked the card's contacts in Kommo, only a request that names them shows their payments.
    askContacts = after.view.customers.some((customer) => !customer.match.confirmed);
    const isTooSoon = isHeld && now - askedAt < FRESH_INTERVAL_MS && (etag === null || etag === before?.etag);
    dueAt = isTooSoon ? askedAt + FRESH_INTERVAL_MS : now;
    isHeld = true;
    onState({ kind: 'loaded', view: after.view, asOf: after.asOf, failure: null });
  }

  function receiveFailure(failure: Failure, now: number): void {
    failures += 1;
    isHeld = false;
    dueAt = now + Math.min(FRESH_INTERVAL_MS * 2 ** (failures - 1), LONGEST_INTERVAL_MS);
    if (failure.kind === 'forbidden') known.delete(card);
    const last = known.get(card);
    if (!last) onState({ kind: 'failed', failure });
    else if (failures > 1 || failure.kind !== 'unreachable') {
      onState({ kind: 'loaded', view: last.view, asOf: last.asOf, failure });
    }
  }

  const start = known.get(card);
  onState(start ? { kind: 'loaded', view: start.view, asOf: start.asOf, failure: null } : { kind: 'loading' });

  return {
    beat(now) {
      if (!asking && now >= dueAt) void ask();
    },
    rest() {
      drop();
      isHeld = false;
      dueAt = 0;
    },
    refresh() {
      askContacts = true;
      isHeld = false;
      failures = Math.max(failures, 1);
      return ask();
    },
    stop() {
      isStopped = true;
      drop();
    },
  };
}

const REMEMBERED_CARDS = 20;

function remember(known: Map<string, Known>, card: string, now: Known): void {
  known.delete(card);
  known.set(card, now);
  const oldest = known.keys().next().value;
  if (known.size > REMEMBERED_CARDS && oldest !== undefined) known.delete(oldest);
}
