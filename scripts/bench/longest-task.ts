import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

const trace = z.object({
  traceEvents: z.array(
    z.looseObject({
      name: z.string(),
      pid: z.number(),
      tid: z.number(),
      /** µs */
      dur: z.number().optional(),
      args: z.looseObject({ name: z.string().optional() }).optional(),
    }),
  ),
});

/**
 * The longest uninterrupted task of the page's main thread during an action, in ms: taken from Chromium's own trace.
 */
export async function longestTask(browser: Browser, page: Page, act: () => Promise<unknown>): Promise<number> {
  await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
  await act();
  const { traceEvents } = trace.parse(JSON.parse((await browser.stopTracing()).toString('utf8')));
  const mainThreads = traceEvents.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const durations = traceEvents
    .filter(({ name }) => name.endsWith('RunTask'))
    .filter(({ pid, tid }) => mainThreads.some((thread) => thread.pid === pid && thread.tid === tid))
    .map(({ dur = 0 }) => dur);
  if (durations.length === 0) throw new Error('The trace holds no task of the page');
  return Math.max(...durations) / 1_000;
}
