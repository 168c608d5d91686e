import type { Locator, Page } from 'playwright-core';

/** ms. Generous: a slow machine is no fault of the demo's. */
export const patience = 60_000;

export const panelOf = (page: Page): Locator => page.locator('.payments-via-fastspring').first();

/** @returns the problem in words, or null when the text shows up without a reload */
export async function shows(place: Locator, text: string | RegExp, what: string): Promise<string | null> {
  try {
    await place.getByText(text).first().waitFor({ timeout: patience });
    return null;
  } catch {
    return `${what} does not show ${text}`;
  }
}

/** Opens a page of the sandbox of Kommo, unless it is open already. */
export async function goTo(page: Page, address: string): Promise<void> {
  if (page.url() !== address) await page.goto(address, { waitUntil: 'domcontentloaded', timeout: patience });
}

/** A text with a counted number or a name, as a pattern that fits any of its values. */
export function pattern(text: string): RegExp {
  const parts = text.split(/\{\w+\}/).map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.+'));
}
