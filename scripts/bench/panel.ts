import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import type { PaymentsView } from '../../server/api/card/payments-view.ts';
import { launchBrowser } from '../../testing/sandbox/browser.ts';
import { manyOrdersView } from '../../widget/testing/panel-views.ts';
import { sampleOrder } from '../../widget/testing/sample-views.ts';
import { type Stage, startStage } from '../../widget/testing/stage.ts';
import { buildWidget } from '../build-widget.ts';
import { printFigure } from './figure.ts';
import { longestTask } from './longest-task.ts';

const loads = 10;

/** The weight of the panel on a lead card, and the speed of the panel for a customer with 500 orders in a browser. */
export async function benchPanel(): Promise<void> {
  const stage = await startStage({
    browser: await launchBrowser(),
    makeWidget: (outDir, publicUrl) => buildWidget({ publicUrl, outDir }),
  });
  try {
    await weigh(stage);
    await benchFirstPaint(stage);
    await benchTasks(stage);
  } finally {
    await stage.close();
  }
}

/** As transferred, gzip. Scripts loaded on demand do not weigh on every card. */
async function weigh({ widgetFolder }: Stage): Promise<void> {
  const weight = async (...files: string[]): Promise<string> => {
    const parts = await Promise.all(files.map((file) => readFile(join(widgetFolder, file))));
    return kilobytes(parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0));
  };
  const all = await weight('script.js', 'style.css');
  printFigure('widget in a lead card: script and style, gzip (at most 25)', all, 'KB');
  printFigure('form of a payment link, on demand, gzip', await weight('payment-link.js', 'forms.css'), 'KB');
  printFigure('search for a customer, on demand, gzip', await weight('find-customer.js', 'forms.css'), 'KB');
  printFigure('window of the list of leads, on demand, gzip', await weight('lead-list.js', 'forms.css'), 'KB');
  printFigure('settings page, on demand, gzip', await weight('settings.js', 'settings.css'), 'KB');
}

const kilobytes = (bytes: number): string => (bytes / 1024).toFixed(2);

/** From the last byte of the answer to the frame that shows it, and the layout shift meanwhile. */
async function benchFirstPaint(stage: Stage): Promise<void> {
  const paints: number[] = [];
  let shift = 0;
  for (let load = 0; load < loads; load += 1) {
    let release: (view: PaymentsView) => void = () => undefined;
    const held = new Promise<PaymentsView>((resolve) => {
      release = resolve;
    });
    const leadId = stage.addLead({ held });
    const page = await stage.openAlone(leadId, { prepare: watchPanel });
    await page.locator('.pvf-skeleton').waitFor();
    // Kommo's own page has shifted while it loaded.
    await page.evaluate(() => {
      window.layoutShift = 0;
    });
    release(manyOrdersView());
    await page.waitForFunction(() => window.panelShownAt !== undefined);
    const { answered, shown, moved } = await page.evaluate(readWatch, `/leads/${leadId}/payments`);
    paints.push(shown - answered);
    shift += moved;
    await page.close();
  }
  paints.sort((one, other) => one - other);
  const name = 'panel of 500 orders';
  printFigure(`${name}: answer to first paint, median`, (paints[Math.floor(loads / 2)] ?? 0).toFixed(1), 'ms');
  printFigure(
    `${name}: answer to first paint, slowest of ${loads} (at most 100)`,
    (paints.at(-1) ?? 0).toFixed(1),
    'ms',
  );
  printFigure(`${name}: layout shift of ${loads} loads (0)`, shift.toFixed(4));
}

declare global {
  interface Window {
    /** ms on the page's clock */
    panelShownAt?: number;
    layoutShift: number;
  }
}

/** Records when the first frame with the answer was painted, and how much of the page has moved. */
async function watchPanel(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.layoutShift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.layoutShift += Reflect.get(entry, 'value');
    }).observe({ entryTypes: ['layout-shift'] });
    new MutationObserver((_changes, observer) => {
      if (!document.querySelector('.pvf-header')) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        // A task after the frame's own work: by then it is painted.
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          window.panelShownAt = performance.now();
        };
        painted.port2.postMessage(null);
      });
    }).observe(document, { childList: true, subtree: true });
  });
}

/** Runs in the page. */
async function readWatch(path: string): Promise<{ answered: number; shown: number; moved: number }> {
  // Shifts are reported at the end of a frame.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  const answer = performance.getEntriesByType('resource').find(({ name }) => name.includes(path));
  if (!(answer instanceof PerformanceResourceTiming)) throw new Error('The answer has left no timing');
  return { answered: answer.responseEnd, shown: window.panelShownAt ?? Number.NaN, moved: window.layoutShift };
}

/** The longest task of the page's main thread during each of these. */
async function benchTasks(stage: Stage): Promise<void> {
  const view = manyOrdersView();
  const leadId = stage.addLead({ view });
  const page = await stage.openAlone(0, { prepare: (opened) => opened.clock.install() });
  const orders = (count: number) =>
    page.waitForFunction((wanted) => document.querySelectorAll('.pvf-order').length === wanted, count);
  const name = 'panel of 500 orders: longest task (at most 50)';
  const measure = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    printFigure(`${name}, ${what}`, (await longestTask(stage.browser, page, act)).toFixed(1), 'ms');
  };

  await measure('opened', async () => {
    await page.evaluate((id) => window.sandbox.openLead(id), leadId);
    await orders(5);
  });
  await measure('all shown', async () => {
    await page.getByRole('button', { name: 'Show all 500' }).click();
    for (let frame = 0; frame < 60; frame += 1) await page.clock.runFor(16);
    await orders(500);
  });
  await measure('a payment arrives', async () => {
    stage.backend.script(leadId, { view: { ...view, orders: [sampleOrder({ id: 'new' }), ...view.orders] } });
    await page.clock.runFor(5_000);
    await orders(501);
  });
  const asOf = (): Promise<string> => page.locator('.pvf-refresh').innerText();
  const before = await asOf();
  await measure('a minute passes', async () => {
    while ((await asOf()) === before) await page.clock.runFor(5_000);
  });
  await page.close();
}
