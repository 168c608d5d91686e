import { type FastSpringEvent, resentEvent } from '../../testing/sandbox/fastspring/index.ts';
import { type Annas, annasHistory } from './annas-history.ts';
import type { DemoStage } from './demo-stage.ts';
import { type Others, othersHistory } from './others-history.ts';
import { type LeadName, stages } from './world.ts';

/** One webhook of the story, what it says to the visitor, and its expected result once the work is over. */
export interface Step {
  readonly title: string;
  /** what FastSpring sends, in a sentence */
  readonly sends: string;
  /** what will change, in a sentence */
  readonly changes: string;
  readonly lead: LeadName;
  /** lets it happen at FastSpring */
  readonly happen: () => readonly FastSpringEvent[];
  /** `forged`: signed with a secret that is not the account's; `lost`: never sent, and fetched by the service */
  readonly delivery: 'signed' | 'forged' | 'lost';
  readonly expected: Expectation;
}

interface Expectation {
  /** texts in the note that it adds to the lead; null for none */
  readonly note: readonly string[] | null;
  /** the lead's stage afterwards */
  readonly stage: string;
  /** the number of tasks that it adds to the lead */
  readonly tasks: number;
  /** texts that the panel must show afterwards */
  readonly panel: readonly string[];
}

/** The story: mostly Anna's, whose first payment was two months ago; the sums are those of the ledger, to the cent. */
export function createStory(stage: Pick<DemoStage, 'fastspring' | 'catalogue' | 'past'>): readonly Step[] {
  const anna = annasHistory(stage.fastspring.store, stage.catalogue);
  const others = othersHistory(stage);
  return [...sales(anna, others), ...trouble(anna, others), ...safety(anna, others)];
}

function sales(anna: Annas, others: Others): readonly Step[] {
  return [
    signed('acme', anna.buy, {
      title: 'Anna buys two seats',
      sends: 'order.completed: Anna Schmidt has paid €238.00 for the Pro plan, €38.00 of it German VAT.',
      changes: 'Her lead gets a note and its sale, moves to Closed - won, and its panel says Paid.',
      expected: { note: ['€238.00', '€38.00', 'Pro plan'], stage: stages.won, panel: ['Paid', '€238.00'] },
    }),
    signed('acme', anna.activate, {
      title: 'Her subscription starts',
      sends: 'subscription.activated: two seats, renewed every month.',
      changes: 'The panel shows the subscription, its price and the next charge. The lead stays where it is.',
      expected: { note: ['Pro plan'], stage: stages.won, panel: ['Paid', '€238.00', 'Pro plan', 'a month'] },
    }),
    signed('lumen', others.endTrial, {
      title: 'A trial becomes a customer',
      sends: 'subscription.charge.completed: Lumen Labs’ trial is over, and the first €120.00 are paid.',
      changes: 'The lead moves from Trial to Closed - won, and its status from Trial to Paid.',
      expected: { note: ['€120.00', 'Pro plan'], stage: stages.won, panel: ['Paid', '€120.00'] },
    }),
    signed('acme', anna.renew, {
      title: 'Anna’s plan renews',
      sends: 'subscription.charge.completed: another €238.00.',
      changes: 'A note, and the total grows to €476.00. No move: the lead is won already.',
      expected: { note: ['€238.00'], stage: stages.won, panel: ['Paid', '€476.00'] },
    }),
    signed('acme', anna.refundPart, {
      title: 'A part is refunded',
      sends: 'return.created: €59.50 of the first order, €9.50 of it tax.',
      changes: 'The refund stands beside its order, and the panel takes it off, tax and all.',
      expected: { note: ['€59.50'], stage: stages.won, panel: ['€59.50'] },
    }),
  ];
}

function trouble(anna: Annas, others: Others): readonly Step[] {
  return [
    signed('harbor', others.payDebt, {
      title: 'A declined card works again',
      sends: 'subscription.charge.completed: Harbor & Sons’ card was charged after all, £106.80.',
      changes: 'The warning goes, the lead moves back from Payment problem to Closed - won.',
      expected: { note: ['£106.80'], stage: stages.won, panel: ['Paid', '£106.80'] },
    }),
    signed('acme', anna.fallBehind, {
      title: 'Anna’s payment is overdue',
      sends: 'subscription.payment.overdue: the third €238.00 could not be charged.',
      changes: 'A task for the salesperson. The lead leaves Closed - won, because this rule may reopen it.',
      expected: { note: ['Pro plan'], stage: stages.problem, tasks: 1, panel: ['Overdue'] },
    }),
    signed('acme', anna.cancel, {
      title: 'Anna cancels',
      sends: 'subscription.canceled: her plan runs out at the end of its period.',
      changes: 'A note, and the panel says Canceled and until when. No rule moves the lead.',
      expected: { note: ['Pro plan'], stage: stages.problem, panel: ['Canceled'] },
    }),
  ];
}

/** What must not happen, and what must not be lost. */
function safety(anna: Annas, others: Others): readonly Step[] {
  const unchanged = { note: null, stage: stages.problem, panel: ['Canceled', '€476.00'] };
  return [
    signed('acme', others.buyUnknown, {
      title: 'Somebody unknown pays',
      sends: 'order.completed: jo@nowhere.example, whom no contact in Kommo has.',
      changes: 'No lead is touched. The payment waits under Unmatched in the settings, with the reason.',
      expected: unchanged,
    }),
    signed('acme', () => [resentEvent(anna.first(), Date.now())], {
      title: 'The first webhook comes again',
      sends: 'order.completed: Anna’s first order once more, under a new event id.',
      changes: 'Nothing. One payment is one note, one move, one sum.',
      expected: unchanged,
    }),
    {
      ...signed('acme', () => [anna.first()], {
        title: 'A forged webhook',
        sends: 'order.completed, signed with another secret than the account’s.',
        changes: 'Nothing. It is refused with 401 before anything is read, and the settings say so.',
        expected: unchanged,
      }),
      delivery: 'forged',
    },
    {
      ...signed('northwind', others.buyUnseen, {
        title: 'A webhook is lost, and found',
        sends: 'nothing that arrives: the webhook of Northwind’s €50.00 order is lost on its way.',
        changes: 'The service asks FastSpring for what it has missed, and the note is there all the same.',
        expected: { note: ['€50.00', 'Handbook'], stage: stages.won, panel: ['€50.00'] },
      }),
      delivery: 'lost',
    },
  ];
}

function signed(
  lead: LeadName,
  happen: Step['happen'],
  {
    expected: { tasks = 0, ...expected },
    ...words
  }: Pick<Step, 'title' | 'sends' | 'changes'> & {
    readonly expected: Omit<Expectation, 'tasks'> & { readonly tasks?: number };
  },
): Step {
  return { ...words, lead, happen, delivery: 'signed', expected: { ...expected, tasks } };
}
