import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { PaymentsView } from '../../server/api/card/payments-view.ts';
import type {
  PaymentLinkDraft,
  PaymentLinkOffer,
  PaymentLinkView,
} from '../../server/api/payment-links/payment-links-view.ts';
import { sampleYear } from './sample-views.ts';
import { type Stage, setStage } from './set-stage.ts';
import { keepDateStill, NOW } from './still-date.ts';

export const offer: PaymentLinkOffer = {
  kinds: ['checkout', 'quote'],
  products: [
    { path: 'onboarding', name: 'Onboarding', price: '490.00', currency: 'EUR', interval: null, intervalLength: 1 },
    { path: 'pro', name: 'Pro plan', price: '99.00', currency: 'EUR', interval: 'month', intervalLength: 1 },
  ],
};

/** A problem of the server's, with its status. */
interface Refused {
  readonly status: number;
  /** absent: a gateway's page instead of the server's answer */
  readonly code?: string;
  readonly fields?: readonly string[];
  readonly reason?: string;
}

interface Answers {
  readonly view?: PaymentsView;
  readonly offers?: readonly (PaymentLinkOffer | Refused)[];
  readonly answers?: readonly (PaymentLinkView | Refused)[];
}

/** The form of a payment link on a card, with answers that a test decides, at a fixed time. */
interface LinkScene {
  stage(): Stage;
  page(): Page;
  /** Opens the form; the server gives these answers about links in order, and repeats the last one. */
  open(answers?: Answers): Promise<readonly PaymentLinkDraft[]>;
  /** The same without opening it. Returns what will be asked for. */
  answer(answers: Answers): readonly PaymentLinkDraft[];
  /** the text of the focused element */
  focused(): Promise<string | null>;
}

/** Prepares it for a whole test file. */
export function setLinkScene(): LinkScene {
  let stage: Stage;
  let page: Page;
  let answerRequest: (route: Route) => Promise<void>;

  keepDateStill();
  beforeAll(async () => {
    stage = await setStage({
      context: {
        viewport: { width: 1200, height: 2000 },
        locale: 'en-GB',
        permissions: ['clipboard-read', 'clipboard-write'],
      },
      prepare: (tab) => tab.clock.setFixedTime(NOW),
    });
    page = await stage.tab();
    // Once for all tests: removing a route while the page sends a request can delay the request.
    await page.route(/\/payment-links(\/offer)?$/, (route) => answerRequest(route));
  });
  afterAll(() => stage.close());

  function answer({ offers = [offer], answers = [] }: Answers): readonly PaymentLinkDraft[] {
    const drafts: PaymentLinkDraft[] = [];
    let asked = 0;
    answerRequest = (route) => {
      const request = route.request();
      const isDraft = request.method() === 'POST';
      if (isDraft) drafts.push(request.postDataJSON());
      const list: readonly (PaymentLinkOffer | PaymentLinkView | Refused)[] = isDraft ? answers : offers;
      const next = list[Math.min(isDraft ? drafts.length - 1 : asked++, list.length - 1)];
      const headers = { 'access-control-allow-origin': '*' };
      if (next === undefined || !('status' in next)) return route.fulfill({ headers, json: next });
      const { status, code } = next;
      if (code === undefined) return route.fulfill({ status, headers, body: '<h1>Bad gateway</h1>' });
      return route.fulfill({ status, headers, json: next });
    };
    return drafts;
  }

  return {
    stage: () => stage,
    page: () => page,
    async open(answers = {}) {
      const drafts = answer(answers);
      await stage.switchTo(stage.addLead({ view: answers.view ?? sampleYear() }));
      await page.getByRole('button', { name: 'Create payment link', exact: true }).click();
      return drafts;
    },
    answer,
    focused: () => page.evaluate(() => document.activeElement?.textContent ?? null),
  };
}
