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
const REMEMBERED_CARDS = 20;

interface FeedOptions {
  readonly api: Pick<PaymentsApi, 'read'>;
  readonly card: string;
  readonly contacts: () => Promise<readonly CardContact[]>;
  readonly known: Map<string, Known>;
  readonly onState: (state: FeedState) => void;
  readonly clock: () => number;
}

/** The next request, as the answers so far make it. */
interface Next {
  askContacts: boolean;
  /** whether the last request was answered a moment ago, so that the next one may be held */
  isHeld: boolean;
  /** in a row */
  failures: number;
  /** ms */
  dueAt: number;
}

/**
 * Keeps one card's payments fresh: the first request carries the card's contacts and is answered at once, the server
 * holds each later one until something changes. A failure is retried ever more slowly, and shown only when a second
 * attempt failed too, unless there is nothing else to show.
 */
export function createPaymentsFeed(options: FeedOptions): PaymentsFeed {
  const { api, card, known, onState, clock } = options;
  const next: Next = { askContacts: true, isHeld: false, failures: 0, dueAt: 0 };
  let underWay: Call<PaymentsAnswer> | null = null;
  let asking = false;
  let isStopped = false;
  /** counts the requests: only the last one's answer is used */
  let turns = 0;

  async function ask(): Promise<void> {
    if (isStopped) return;
    const askedAt = clock();
    drop();
    const turn = turns;
    asking = true;
    const contacts = next.askContacts ? await options.contacts() : [];
    if (turn !== turns) return;
    const etag = known.get(card)?.etag ?? null;
    const { isHeld } = next;
    underWay = api.read(card, contacts, etag, isHeld);
    const answer = await underWay.answer;
    if (turn !== turns) return;
    asking = false;
    if (answer.kind === 'failure') receiveFailure(options, next, answer.failure);
    else receive(options, next, answer, askedAt);
  }

  /** The request in progress may be older than the reader's last action. */
  function drop(): void {
    turns += 1;
    asking = false;
    underWay?.abort();
  }

  const start = known.get(card);
  onState(start ? loaded(start, null) : { kind: 'loading' });

  return {
    beat(now) {
      if (!asking && now >= next.dueAt) void ask();
    },
    rest() {
      drop();
      next.isHeld = false;
      next.dueAt = 0;
    },
    refresh() {
      next.askContacts = true;
      next.isHeld = false;
      next.failures = Math.max(next.failures, 1);
      return ask();
    },
    stop() {
      isStopped = true;
      drop();
    },
  };
}

const loaded = ({ view, asOf }: Known, failure: Failure | null): FeedState => ({ kind: 'loaded', view, asOf, failure });

type Success = Exclude<PaymentsAnswer, { kind: 'failure' }>;

function receive({ card, known, onState, clock }: FeedOptions, next: Next, answer: Success, askedAt: number): void {
  const now = clock();
  next.failures = 0;
  const before = known.get(card);
  const after = knownAfter(before, answer, now);
  if (!after) return;
  // The cards are kept in the order of their last answers.
  known.delete(card);
  known.set(card, after);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED_CARDS && oldest) known.delete(oldest);
  // Until the server has checked the card's contacts in Kommo, only a request that names them shows their payments.
  next.askContacts = after.view.customers.some((customer) => !customer.match.confirmed);
  const isNews = answer.kind === 'view' && answer.etag !== null && answer.etag !== before?.etag;
  const isTooSoon = next.isHeld && now - askedAt < FRESH_INTERVAL_MS && !isNews;
  next.dueAt = isTooSoon ? askedAt + FRESH_INTERVAL_MS : now;
  next.isHeld = true;
  onState(loaded(after, null));
}

/** Undefined when the server confirms what is no longer known here. */
function knownAfter(before: Known | undefined, answer: Success, now: number): Known | undefined {
  if (answer.kind !== 'view') return before && { ...before, asOf: now + before.clockOffset };
  const { view, etag } = answer;
  const asOf = Date.parse(view.asOf);
  return { view, etag, asOf, clockOffset: asOf - now };
}

function receiveFailure({ card, known, onState, clock }: FeedOptions, next: Next, failure: Failure): void {
  next.failures += 1;
  next.isHeld = false;
  next.dueAt = clock() + Math.min(FRESH_INTERVAL_MS * 2 ** (next.failures - 1), LONGEST_INTERVAL_MS);
  if (failure.kind === 'forbidden') known.delete(card);
  const last = known.get(card);
  if (!last) onState({ kind: 'failed', failure });
  else if (next.failures > 1 || failure.kind !== 'unreachable') onState(loaded(last, failure));
}
