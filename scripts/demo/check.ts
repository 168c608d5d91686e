import type { Page } from 'playwright-core';
import type { Played } from './play.ts';

/** The mistakes of a played step, in words; empty when everything is right. */
export async function checkStep(played: Played, page: Page): Promise<readonly string[]> {
  return [...checkKommo(played), ...(await checkPanel(played, page))];
}

function checkKommo({ step, status, note, stageName, tasksAdded }: Played): readonly string[] {
  const { expected } = step;
  const problems: string[] = [];
  const wanted = step.forged ? 401 : 200;
  if (status !== wanted) problems.push(`the webhook was answered ${status}, not ${wanted}`);
  if (expected.note === null && note !== null) problems.push(`it wrote a note: ${note}`);
  for (const text of expected.note ?? []) {
    if (note?.includes(text) !== true) problems.push(`its note does not say ${text}: ${note}`);
  }
  if (note?.includes('\n') === true) problems.push('it wrote more than one note');
  if (stageName !== expected.stage) problems.push(`the deal is in ${stageName}, not in ${expected.stage}`);
  if (tasksAdded !== expected.tasks) problems.push(`it made ${tasksAdded} tasks, not ${expected.tasks}`);
  return problems;
}

/** The panel updates itself within seconds, without a reload. */
async function checkPanel({ step }: Played, page: Page): Promise<readonly string[]> {
  const panel = page.locator('.payments-via-fastspring').first();
  const problems: string[] = [];
  for (const text of step.expected.panel) {
    try {
      await panel.getByText(text).first().waitFor({ timeout: 120_000 });
    } catch {
      problems.push(`the panel does not show ${text}`);
    }
  }
  return problems;
}
