import type { Page } from 'playwright-core';
import {
  canceledView,
  chargebackView,
  currenciesView,
  expiredCardView,
  longNamesView,
  madeLinks,
  manyOrdersView,
  openedOrder,
  overdueView,
  refundedView,
  rightToLeftView,
  suggestionsView,
  trialView,
  unlinkedView,
} from './panel-views.ts';
import { sampleProblem, sampleView, sampleYear } from './sample-views.ts';
import type { Script } from './scripted-backend.ts';
import type { Stage } from './stage.ts';

/** A look of the panel: the backend's answer, and the reader's actions after it. */
export interface PanelState {
  /** null: the lead is not saved yet */
  readonly script: Script | null;
  /** the backend's answer once the first one is shown */
  readonly later?: Script;
  readonly act?: (page: Page) => Promise<void>;
}

const press =
  (name: string | RegExp) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click();

/** Every state of the panel with a look, by name. */
export function panelStates(): Readonly<Record<string, PanelState>> {
  return {
    paid: { script: { view: sampleYear() } },
    'order-opened': { script: { view: sampleYear({ orders: [openedOrder()] }) }, act: press('2 days ago') },
    'months-as-table': { script: { view: sampleYear() }, act: press('Show as table') },
    'unlink-asked': { script: { view: sampleYear() }, act: press('Unlink') },
    unlinked: { script: { view: unlinkedView() } },
    overdue: { script: { view: overdueView() } },
    declined: { script: { view: sampleYear({ status: 'overdue', problems: [sampleProblem()] }) } },
    'card-expired': { script: { view: expiredCardView() } },
    'trial-ending': { script: { view: trialView() } },
    canceled: { script: { view: canceledView() } },
    refunded: { script: { view: refundedView() } },
    chargeback: { script: { view: chargebackView() } },
    'payment-links-made': { script: { view: sampleView({ paymentLinks: madeLinks() }) } },
    'nothing-yet': { script: { view: sampleView() } },
    suggestions: { script: { view: suggestionsView() } },
    'link-asked': { script: { view: suggestionsView() }, act: press(/^Link$/) },
    'no-secret': { script: { view: sampleView({ setup: 'no-secret' }) } },
    'no-secret-for-others': {
      script: { view: sampleView({ setup: 'no-secret', rights: { configure: false, link: true, search: true } }) },
    },
    'no-event': { script: { view: sampleView({ setup: 'no-event' }) } },
    'token-refused': { script: { status: 401, code: 'unauthorized' } },
    'no-rights': { script: { status: 403, code: 'lead_hidden' } },
    unreachable: { script: { broken: true } },
    'last-known': { script: { view: sampleYear() }, later: { broken: true }, act: press('Refresh') },
    loading: { script: { held: new Promise(() => undefined) } },
    unsaved: { script: null },
    'long-names': { script: { view: longNamesView() } },
    'right-to-left-names': { script: { view: rightToLeftView() } },
    'twelve-currencies': { script: { view: currenciesView() } },
    'five-hundred-orders': { script: { view: manyOrdersView() }, act: showAllOrders },
    'webhooks-refused': { script: { view: sampleView({ setup: 'refused' }) } },
  };
}

/** Brings the stage's tab into this state; its sample data is dated from this moment on. */
export async function showState(stage: Stage, name: string): Promise<Page> {
  const state = panelStates()[name];
  if (!state) throw new Error(`The panel has no state ${name}`);
  const { script, later, act } = state;
  const leadId = script ? stage.addLead(script) : 0;
  const page = await stage.switchTo(leadId);
  const isLoading = script !== null && 'held' in script;
  await page
    .locator(isLoading ? '.pvf-skeleton' : '.pvf-header, .pvf-box, .pvf-message')
    .first()
    .waitFor();
  if (later) stage.backend.script(leadId, later);
  await act?.(page);
  await page.mouse.move(0, 0);
  return page;
}

async function showAllOrders(page: Page): Promise<void> {
  await press('Show all 500')(page);
  await page.waitForFunction(() => document.querySelectorAll('.pvf-order').length === 500);
}
