import type { CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type PageRequests, watchRequests } from './testing/page-requests.ts';
import { untilPanelShows } from './testing/panel.ts';
import { sampleYear } from './testing/sample-views.ts';
import { type Stage, setStage } from './testing/set-stage.ts';

let stage: Stage;
let page: Page;

beforeAll(async () => {
  stage = await setStage();
});
afterAll(() => stage.close());

const sees = (words: string): Promise<void> => untilPanelShows(page, words);

it('leaves no global behind', async () => {
  const leadId = stage.addLead({ view: sampleYear() });
  const before = 'namesBefore';
  page = await stage.openAlone(leadId, {
    prepare: (opened) =>
      opened.addInitScript((name) => {
        document.addEventListener('readystatechange', () => {
          if (!(name in window)) Object.assign(window, { [name]: Object.keys(window) });
        });
      }, before),
  });
  await sees('€1,413.72');
  const added = await page.evaluate((name) => {
    const known: unknown = Reflect.get(window, name);
    return Object.keys(window).filter((key) => Array.isArray(known) && !known.includes(key) && key !== name);
  }, before);
  const ofTheHost = ['APP', 'AMOCRM', 'sandbox', 'requirejs', 'require', 'define', '$', 'jQuery'];
  expect(added.filter((key) => !ofTheHost.includes(key))).toEqual([]);
  await page.close();
});

it('leaves no listener, timer or node behind after 50 switches from lead to lead', async () => {
  const first = stage.addLead({ view: sampleYear() });
  const second = stage.addLead({ view: sampleYear({ status: 'overdue' }) });
  page = await stage.openAlone(first, { prepare: countTimers });
  await sees('€1,413.72');
  const session = await page.context().newCDPSession(page);
  const requests = await watchRequests(page);
  const switchLeads = (times: number): Promise<void> =>
    page.evaluate(
      async ([one, other, count]) => {
        for (let time = 0; time < count; time++) await window.sandbox.openLead(time % 2 === 0 ? other : one);
      },
      [first, second, times] as const,
    );

  await switchLeads(20);
  const before = await leftovers(session, requests);
  await switchLeads(50);
  const after = await leftovers(session, requests);
  // One left behind by each switch would make 50.
  expect(after.listeners).toBeLessThanOrEqual(before.listeners + 20);
  expect(after.nodes).toBeLessThanOrEqual(before.nodes + 50);
  expect(after.intervals).toBe(before.intervals);
  expect(after.heap).toBeLessThanOrEqual(before.heap + 1_000_000);
  await page.close();
});

/** Counts the page's running intervals in `window.intervals`. */
async function countTimers(opened: Page): Promise<void> {
  await opened.addInitScript(() => {
    const running = new Set<unknown>();
    const { setInterval: start, clearInterval: stop } = window;
    Object.assign(window, {
      intervals: running,
      setInterval: (...timer: Parameters<typeof start>) => {
        const id = start(...timer);
        running.add(id);
        return id;
      },
      clearInterval: (id: number) => {
        running.delete(id);
        stop(id);
      },
    });
  });
}

async function leftovers(session: CDPSession, requests: PageRequests) {
  await requests.untilAnswered();
  await session.send('HeapProfiler.collectGarbage');
  await session.send('Performance.enable');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? 0;
  return {
    listeners: metric('JSEventListeners'),
    nodes: metric('Nodes'),
    heap: metric('JSHeapUsedSize'),
    intervals: await page.evaluate(() => Reflect.get(window, 'intervals').size),
  };
}
