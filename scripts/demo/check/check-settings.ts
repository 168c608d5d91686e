import type { Locator, Page } from 'playwright-core';
import texts from '../../../widget/i18n/en.json' with { type: 'json' };
import { patience, pattern, shows } from './browser-steps.ts';

const words = texts.page;

/** Imports the history, compares with FastSpring and tries a changed rule, with the buttons of the settings page. */
export async function useSettings(page: Page): Promise<readonly string[]> {
  const problems = [
    ...(await importHistory(page.locator('#pvf-history'))),
    ...(await compare(page.locator('#pvf-agreement'))),
    ...(await tryRule(page.locator('#pvf-rules'))),
  ];
  return problems.map((problem) => `Settings: ${problem}`);
}

async function importHistory(section: Locator): Promise<readonly string[]> {
  const { history } = words;
  await section.getByRole('button', { name: history.makePlan }).click({ timeout: patience });
  const planned = await shows(section, history.states.planned, 'the history');
  const orders = Number(await section.locator('table td').nth(1).innerText());
  await section.getByRole('button', { name: pattern(history.apply.other) }).click({ timeout: patience });
  const done = await shows(section, pattern(history.done.nothing), 'the history');
  const few = orders >= 40 ? null : `the plan has ${orders} new orders, not at least 40`;
  return [planned, few, done].filter((problem) => problem !== null);
}

async function compare(section: Locator): Promise<readonly string[]> {
  const { agreement } = words;
  await section.getByRole('button', { name: agreement.checkNow }).click({ timeout: patience });
  const verdict = new RegExp(`${pattern(agreement.agree).source}|${pattern(agreement.differ).source}`);
  const compared = await shows(section, verdict, 'the comparison');
  return compared === null ? [] : [compared];
}

async function tryRule(section: Locator): Promise<readonly string[]> {
  const { rules, simulation, list, save } = words;
  await section
    .getByRole('button', { name: pattern(list.editOf) })
    .first()
    .click({ timeout: patience });
  await section.getByLabel(rules.price).first().uncheck({ timeout: patience });
  await section.getByRole('button', { name: simulation.try }).click({ timeout: patience });
  const tried = await shows(section, pattern(simulation.facts.other), 'the trial of a rule');
  await section.getByRole('button', { name: save.discard, exact: true }).first().click({ timeout: patience });
  return tried === null ? [] : [tried];
}
