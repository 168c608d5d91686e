import type { Page } from 'playwright-core';

/**
 * Opens the settings page at this address with nothing stored in the browser. A tab that already shows it leaves it and
 * returns, as a person does in Kommo: that loads no page again, which costs much more than all the rest.
 */
export async function openSettings(page: Page, address: string): Promise<void> {
  if (page.url() !== address) return void (await page.goto(address));
  await page.evaluate(async () => {
    await window.sandbox.ready;
    window.sandbox.leaveAdvancedSettings();
    sessionStorage.clear();
    localStorage.clear();
    await window.sandbox.showAdvancedSettings();
  });
}
