import { createStore, customerHistory, type FastSpringEvent } from '../../testing/sandbox/fastspring/index.ts';

/** One webhook of the story, and its expected result once the work is over. */
export interface Step {
  readonly title: string;
  readonly event: FastSpringEvent;
  /** signed with a secret that is not the account's */
  readonly forged: boolean;
  readonly expected: Expectation;
}

interface Expectation {
  /** the number of notes that it adds to the deal, and texts in the new one */
  readonly note: readonly string[] | null;
  /** the deal's stage afterwards */
  readonly stage: string;
  /** the number of tasks that it adds to the deal */
  readonly tasks: number;
  /** the panel's status in words afterwards, and texts that the panel must show */
  readonly panel: readonly string[];
}

/** A customer's story as FastSpring reports it, ending now; the sums are those of the ledger, to the cent. */
export function createStory(): { readonly steps: readonly Step[]; readonly strangerEmail: string } {
  const { events, firstOrder, renewalOrder, stranger } = customerHistory(createStore());
  const step = (title: string, event: FastSpringEvent, expected: Expectation, forged = false): Step => ({
    title,
    event,
    expected,
    forged,
  });
  const won = 'Closed - won';
  const steps = [
    step('First purchase, German VAT', events.firstPurchase, {
      note: ['€238.00', '€38.00', 'Pro plan', firstOrder.reference ?? ''],
      stage: 'Subscribed',
      tasks: 0,
      panel: ['Paid', '€238.00'],
    }),
    step('Subscription activated', events.activation, {
      note: ['Pro plan'],
      stage: won,
      tasks: 0,
      panel: ['Paid', '€238.00', 'Pro plan', 'a month'],
    }),
    step('Renewal', events.renewal, {
      note: ['€238.00', renewalOrder.reference ?? ''],
      stage: won,
      tasks: 0,
      panel: ['Paid', '€476.00'],
    }),
    step('Partial refund', events.partialRefund, { note: ['€59.50'], stage: won, tasks: 0, panel: ['€59.50'] }),
    step('Payment overdue', events.overdue, { note: ['Pro plan'], stage: won, tasks: 1, panel: ['Overdue'] }),
    step('Cancellation', events.cancellation, { note: ['Pro plan'], stage: won, tasks: 0, panel: ['Canceled'] }),
    step('Payment of somebody unknown', events.strangersPurchase, nothing(won)),
    step('Resend of the first, new event id', events.resend, nothing(won)),
    step('Forged: signed with another secret', events.firstPurchase, nothing(won), true),
  ];
  return { steps, strangerEmail: stranger.email };
}

function nothing(stage: string): Expectation {
  return { note: null, stage, tasks: 0, panel: ['Canceled', '€476.00'] };
}
