import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildWidget } from '../../scripts/build-widget.ts';
import { launchBrowser } from '../../scripts/sandbox/browser.ts';
import { type KommoSandbox, startKommoSandbox } from '../../scripts/sandbox/kommo/index.ts';
import { type Script, type ScriptedBackend, startScriptedBackend } from './scripted-backend.ts';

/** Kommo's page functions for tests: scripts/sandbox/kommo/card/browser/page.js */
declare global {
  interface Window {
    readonly sandbox: {
      readonly ready: Promise<void>;
      openLead(id: number): Promise<void>;
      leaveCard(): void;
      renderAgain(): Promise<void>;
      openSettingsModal(): Promise<unknown>;
      setTheme(theme: 'light' | 'dark'): void;
    };
  }
}

/** The built widget in the sandbox's lead card, in a real browser, on a backend whose answers the test decides. */
export interface Stage {
  readonly backend: ScriptedBackend;
  readonly kommo: KommoSandbox;
  readonly browser: Browser;
  /** the widget's archive, unzipped */
  readonly widgetFolder: string;
  /** a lead with a contact `anna@acme.example`, for which the backend gives this answer */
  addLead(script: Script): number;
  /** opens a lead's card; `query` is what the sandbox's address takes, e.g. `{ theme: 'dark' }` */
  open(leadId: number, options?: OpenOptions): Promise<Page>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly query?: Readonly<Record<string, string>>;
  readonly context?: BrowserContextOptions;
  /** runs before the page loads */
  readonly prepare?: (page: Page) => Promise<void>;
}

export async function setStage(): Promise<Stage> {
  const backend = await startScriptedBackend();
  const folder = await mkdtemp(join(tmpdir(), 'widget-stage-'));
  await buildWidget({ publicUrl: backend.origin, outDir: folder });
  const kommo = await startKommoSandbox({ widgetDirectory: folder });
  const browser = await launchBrowser();

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
    async open(leadId, { query, context, prepare } = {}) {
      const page = await browser.newPage({ locale: 'en-US', timezoneId: 'Europe/Berlin', ...context });
      await prepare?.(page);
      await page.goto(`${kommo.cardUrl(leadId)}?${new URLSearchParams(query)}`);
      await page.waitForFunction(() => 'sandbox' in window);
      await page.evaluate(() => window.sandbox.ready);
      return page;
    },
    async close() {
      await browser.close();
      await kommo.close();
      await backend.close();
      await rm(folder, { recursive: true });
    },
  };
}
