import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { type Stage as DemoStage, setStage } from '../../../scripts/demo/stage.ts';
import { launchBrowser } from '../../../scripts/sandbox/browser.ts';
import { type FastSpringEvent, sendWebhook } from '../../../scripts/sandbox/fastspring/index.ts';

/** The built widget's settings page in the sandbox's Kommo, on the real service, in a real browser. */
export interface SettingsStage extends DemoStage {
  /** opens the page; `query` is what the sandbox's address takes, e.g. `{ user: '3' }` */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  /** delivers signed events and waits until all their work is done */
  readonly deliver: (events: readonly FastSpringEvent[]) => Promise<void>;
  /** waits until nothing is left to be done */
  readonly untilIdle: () => Promise<void>;
  /** the settings as the server has them */
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly saved: () => Promise<any>;
  readonly save: (change: object) => Promise<void>;
}

interface OpenOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly context?: BrowserContextOptions;
  /** this lead's card instead of the page */
  readonly leadId?: number;
  /** runs before the page loads */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** what is there when the page is ready; the event log, which comes last, unless it cannot come */
  readonly ready?: string;
}

export async function setSettingsStage(): Promise<SettingsStage> {
  const [stage, browser]: [DemoStage, Browser] = await Promise.all([setStage(), launchBrowser()]);
  return {
    ...stage,
    async open({
      query = {},
      context,
      prepare,
      leadId,
      ready = '#pvf-events :is(.pvf-entries, .pvf-none, [role=alert])',
    } = {}) {
      const page = await browser.newPage({
        locale: 'en-US',
        timezoneId: 'Europe/Berlin',
        viewport: { width: 1280, height: 900 },
        ...context,
      });
      await prepare?.(page);
      const url = leadId === undefined ? stage.kommo.advancedSettingsUrl() : stage.kommo.cardUrl(leadId);
      await page.goto(`${url}?${new URLSearchParams(query)}`);
      await page.locator(ready).first().waitFor();
      return page;
    },
    async deliver(events) {
      const answer = await sendWebhook({ ...stage.webhook, events: [...events] });
      if (answer.status !== 200) throw new Error(`The webhook was answered ${answer.status}`);
      await untilIdle(stage);
    },
    untilIdle: () => untilIdle(stage),
    saved: () => stage.askAsAdministrator('/api/v1/settings'),
    save: async (json) => void (await stage.askAsAdministrator('/api/v1/settings', { method: 'PUT', json })),
    async close() {
      await browser.close();
      await stage.close();
    },
  };
}

function untilIdle(stage: DemoStage): Promise<void> {
  return until(async () => {
    const status = JSON.stringify(await stage.askAsAdministrator('/api/v1/status'));
    return status.includes('"backlog":{"events":0,"effects":0');
  });
}

/** Looks until it is so; the test's own time limit ends what never comes. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

/** A section of the page by its title. */
export function section(page: Page, title: string): Locator {
  return page.getByRole('region', { name: new RegExp(`^${title}`) });
}
