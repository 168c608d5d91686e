import type { CardContact } from '../../server/api/card/payments-view.ts';
import type { PaymentsAnswer, PaymentsApi } from '../lead-card/payments-api.ts';
import { createPaymentsFeed, type FeedState, type Known } from '../lead-card/payments-feed.ts';
import { sampleView } from './sample-views.ts';

/** The panel's requests with answers and a clock that the test decides. */
export interface FeedScene {
  /** the reader's clock, ms */
  now: number;
  readonly questions: Question[];
  readonly states: FeedState[];
  readonly known: Map<string, Known>;
}

interface Question {
  readonly kind: 'read' | 'readWithContacts';
  readonly etag: string | null;
  readonly isHeld: boolean;
  readonly aborted: () => boolean;
  answer(answer: PaymentsAnswer): Promise<void>;
}

const anna: CardContact = { id: 406322, emails: ['anna@acme.example'] };
export const beginsAt = Date.parse('2026-11-20T14:02:11.000Z');

export function feedScene(): FeedScene {
  return { now: beginsAt, questions: [], states: [], known: new Map() };
}

/** A feed after its first beat. */
export async function startFeed(scene: FeedScene, contacts: readonly CardContact[] = [anna]) {
  const feed = createPaymentsFeed({
    api: scriptedApi(scene),
    card: 'leads/152464',
    contacts: () => Promise.resolve(contacts),
    known: scene.known,
    onState: (state) => scene.states.push(state),
    clock: () => scene.now,
  });
  feed.beat(scene.now);
  await settled();
  return {
    ...feed,
    /** lets time pass, with a beat at the end of it */
    async after(ms: number) {
      scene.now += ms;
      feed.beat(scene.now);
      await settled();
    },
  };
}

export function lastQuestion({ questions }: FeedScene): Question {
  const question = questions.at(-1);
  if (!question) throw new Error('Nothing was asked');
  return question;
}

export function viewAnswer({ now }: FeedScene, etag: string, changes = {}): PaymentsAnswer {
  return { kind: 'view', etag, view: sampleView({ asOf: new Date(now).toISOString(), ...changes }) };
}

function scriptedApi({ questions }: FeedScene): Pick<PaymentsApi, 'read'> {
  return {
    read: (_card, contacts, etag, isHeld) =>
      ask(questions, { kind: contacts.length > 0 ? 'readWithContacts' : 'read', etag, isHeld }),
  };
}

function ask(questions: Question[], asked: Pick<Question, 'kind' | 'etag' | 'isHeld'>) {
  let resolve: (answer: PaymentsAnswer) => void = () => undefined;
  const promise = new Promise<PaymentsAnswer>((resolveIt) => {
    resolve = resolveIt;
  });
  let isAborted = false;
  questions.push({
    ...asked,
    aborted: () => isAborted,
    async answer(answer) {
      resolve(answer);
      await settled();
    },
  });
  return {
    answer: promise,
    abort: () => {
      isAborted = true;
    },
  };
}

export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
