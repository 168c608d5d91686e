import type { Locator, Page } from 'playwright-core';
import { inject } from 'vitest';
import { type Stage as DemoStage, setStage } from '../../../scripts/demo/stage.ts';
import { copyWidget } from '../../../testing/browser/built-widget.ts';
import { connectBrowser } from '../../../testing/browser/connect.ts';
import { forgetWhenOpened, openPage, type PageOptions } from '../../../testing/browser/page.ts';
import { startServiceHere } from '../../../testing/browser/service.ts';
import { type FastSpringEvent, sendWebhook } from '../../../testing/sandbox/fastspring/index.ts';
import { openSettings } from './open-settings.ts';

/** The built widget's settings page in the sandbox's Kommo, on the real service, in a real browser. */
export interface SettingsStage extends DemoStage {
  /** Opens the settings page in the stage's tab, with nothing stored in the browser. */
  readonly open: (where?: Place) => Promise<Page>;
  /** Loads it in a new browser context, which is closed with its page. */
  readonly openAlone: (where?: Place & PageOptions) => Promise<Page>;
  /** delivers signed events and waits until all their work is done */
  readonly deliver: (events: readonly FastSpringEvent[]) => Promise<void>;
  readonly untilIdle: () => Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly saved: () => Promise<any>;
  // biome-ignore lint/suspicious/noExplicitAny: tests say what they expect of it
  readonly status: () => Promise<any>;
  readonly save: (change: object) => Promise<void>;
}

interface Place {
  /** the parameters of the sandbox's address, e.g. `{ user: '3' }` */
  readonly query?: Readonly<Record<string, string>>;
  /** this lead's card instead of the settings page */
  readonly leadId?: number;
  /** of another account */
  readonly subdomain?: string;
  /** present when the page is ready; by default the event log, which loads last, unless it cannot appear */
  readonly ready?: string;
}

export const eventLog = '#pvf-events :is(.pvf-entries, .pvf-none, [role=alert])';

export async function setSettingsStage(): Promise<SettingsStage> {
  const built = inject('builtWidget');
  const makeWidget = (folder: string, address: string) => copyWidget(built, folder, address);
  const [stage, browser] = await Promise.all([
    setStage({ makeWidget, startBackend: startServiceHere }),
    connectBrowser(),
  ]);
  let tab: Page | undefined;

  async function load(page: Page, { query, leadId, subdomain, ready = eventLog }: Place): Promise<Page> {
    const url = leadId === undefined ? stage.kommo.advancedSettingsUrl() : stage.kommo.cardUrl(leadId, subdomain);
    const address = `${url}?${new URLSearchParams(query)}`;
    await (leadId === undefined ? openSettings(page, address) : page.goto(address));
    await page.locator(ready).first().waitFor();
    return page;
  }

  const untilIdle = () =>
    until(async () => {
      const status = JSON.stringify(await stage.askAsAdministrator('/api/v1/status'));
      return status.includes('"backlog":{"events":0,"effects":0') && (await stage.backend.isIdle());
    });

  return {
    ...stage,
    async open(where = {}) {
      tab ??= await openPage(browser, {
        context: { viewport, permissions: ['clipboard-read', 'clipboard-write'] },
        prepare: forgetWhenOpened,
      });
      return load(tab, where);
    },
    async openAlone({ context, prepare, ...where } = {}) {
      return load(await openPage(browser, { context: { viewport, ...context }, ...(prepare && { prepare }) }), where);
    },
    async deliver(events) {
      const answer = await sendWebhook({ ...stage.webhook, events: [...events] });
      if (answer.status !== 200) throw new Error(`The webhook was answered ${answer.status}`);
      await untilIdle();
    },
    untilIdle,
    saved: () => stage.askAsAdministrator('/api/v1/settings'),
    status: () => stage.askAsAdministrator('/api/v1/status'),
    save: async (json) => void (await stage.askAsAdministrator('/api/v1/settings', { method: 'PUT', json })),
    async close() {
      await browser.close();
      await stage.close();
    },
  };
}

const viewport = { width: 1280, height: 900 };

/** Polls until it is true; the test's own time limit ends a poll without success. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 150));
}

export function section(page: Page, title: string): Locator {
  return page.getByRole('region', { name: new RegExp(`^${title}`) });
}
