import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';

/**
 * The Chromium that comes with the project. Its package's own arguments are left out: they put everything into one
 * process, which ends with its first page, and switch off the same-origin rules that a widget has to live with.
 */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({ args: ['--no-sandbox'], executablePath: await chromium.executablePath() });
}
