import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openPage, type PageOptions } from '../../testing/browser/page.ts';
import { type KommoSandbox, startKommoSandbox } from '../../testing/sandbox/kommo/index.ts';
import { type Script, type ScriptedBackend, startScriptedBackend } from './scripted-backend.ts';

/** Kommo's page functions for tests: testing/sandbox/kommo/card/browser/page.js */
declare global {
  interface Window {
    readonly sandbox: {
      readonly ready: Promise<void>;
      openLead(id: number): Promise<void>;
      openContact(id: number): Promise<void>;
      openCompany(id: number): Promise<void>;
      openList(): Promise<void>;
      chooseWidgetInList(): void;
      leaveCard(): void;
      renderAgain(): Promise<void>;
      changeLeadSilently(id: number): void;
      destroyCopy(index: number): void;
      leaveAdvancedSettings(): void;
      showAdvancedSettings(): Promise<void>;
      openSettingsModal(): Promise<unknown>;
      setTheme(theme: string): void;
      setPanelWidth(pixels: number): void;
    };
  }
}

/** The built widget in the sandbox's lead card, in a real browser, on a backend with answers that the test decides. */
export interface Stage {
  readonly backend: ScriptedBackend;
  readonly kommo: KommoSandbox;
  readonly browser: Browser;
  /** the widget's archive, unzipped */
  readonly widgetFolder: string;
  /** a lead with a contact `anna@acme.example`, and the backend's answer for it */
  addLead(script: Script): number;
  /** the page that all tests share: a new one costs a browser process */
  tab(): Promise<Page>;
  /**
   * Loads a lead's card in the tab; `query` holds the parameters of the sandbox's address, e.g. `{ theme: 'dark' }`.
   */
  open(leadId: number, query?: Readonly<Record<string, string>>): Promise<Page>;
  /** Goes to a lead's card from the one in the tab, as a person does: without a page load. */
  switchTo(leadId: number): Promise<Page>;
  /** Loads a lead's card in a new browser context, which is closed with its page. */
  openAlone(leadId: number, options: OpenOptions): Promise<Page>;
  close(): Promise<void>;
}

interface OpenOptions extends PageOptions {
  readonly query?: Readonly<Record<string, string>>;
}

export interface StageOptions {
  readonly browser: Browser;
  /** writes the widget that asks the backend at this address into the folder */
  readonly makeWidget: (folder: string, address: string) => Promise<void>;
  readonly tab?: PageOptions;
}

/** Starts everything except the browser, which `close` closes too. */
export async function startStage({ browser, makeWidget, tab: tabOptions }: StageOptions): Promise<Stage> {
  const backend = await startScriptedBackend();
  const folder = await mkdtemp(join(tmpdir(), 'widget-stage-'));
  await makeWidget(folder, backend.origin);
  const kommo = await startKommoSandbox({ widgetDirectory: folder });
  let opened: Promise<Page> | undefined;

  async function load(page: Page, leadId: number, query: Readonly<Record<string, string>> = {}): Promise<Page> {
    await page.goto(`${kommo.cardUrl(leadId)}?${new URLSearchParams(query)}`);
    await page.waitForFunction(() => 'sandbox' in window);
    await page.evaluate(() => window.sandbox.ready);
    return page;
  }

  function tab(): Promise<Page> {
    opened ??= openPage(browser, tabOptions);
    return opened;
  }

  return {
    backend,
    kommo,
    browser,
    widgetFolder: folder,
    addLead(script) {
      const contact = kommo.addContact({ name: 'Anna Schmidt', emails: ['anna@acme.example'] });
      const lead = kommo.addLead({ name: 'Acme, 5 seats', contactIds: [contact.id] });
      backend.script(lead.id, script);
      return lead.id;
    },
    tab,
    open: async (leadId, query) => load(await tab(), leadId, query),
    async switchTo(leadId) {
      const page = await tab();
      if (page.url() === 'about:blank') return load(page, leadId);
      await page.evaluate((id) => window.sandbox.openLead(id), leadId);
      return page;
    },
    openAlone: async (leadId, { query, ...options }) => load(await openPage(browser, options), leadId, query),
    async close() {
      await browser.close();
      await kommo.close();
      await backend.close();
      await rm(folder, { recursive: true });
    },
  };
}
