import type { Page } from 'playwright-core';
import type { Director } from '../director.ts';
import type { Played } from '../play.ts';
import type { Step } from '../scenario.ts';
import { until } from '../settle.ts';
import { stepProblems } from '../step-problems.ts';
import { goTo, panelOf, patience, shows } from './browser-steps.ts';

export interface PlayedStory {
  readonly played: readonly Played[];
  readonly problems: readonly string[];
}

/** Plays every step with the page's own button, and looks at the board and at the open card of its lead. */
export async function playStory(board: Page, card: Page, director: Director): Promise<PlayedStory> {
  const { kommo, leads } = director.stage();
  const problems: string[] = [];
  const all = Number(await board.locator('.demo-bar__progress').getAttribute('max'));
  for (let index = 0; index < all; index += 1) {
    await board.getByRole('button', { name: 'Next' }).click({ timeout: patience });
    await until(() => director.played().length > index, `step ${index + 1} of the story`);
    const played = director.played()[index];
    if (played === undefined) throw new Error('The story lost a step');
    const { step } = played;
    const wrong = [...stepProblems(played)];
    if (wrong.length === 0) {
      await goTo(card, kommo.cardUrl(leads[step.lead].id));
      wrong.push(...(await look(step, { board, card, lead: leads[step.lead].name })));
    }
    problems.push(...wrong.map((problem) => `${step.title}: ${problem}`));
  }
  return { played: director.played(), problems };
}

/** What the open pages show of a step that is right in Kommo: they follow within seconds, without a reload. */
async function look(
  { expected }: Step,
  { board, card, lead }: { readonly board: Page; readonly card: Page; readonly lead: string },
): Promise<readonly string[]> {
  const column = board.locator('.demo-column', { hasText: expected.stage });
  const seen = await Promise.all([
    ...expected.panel.map((text) => shows(panelOf(card), text, 'the panel')),
    ...(expected.note ?? []).map((text) => shows(card.locator('#lead_feed'), text, 'the feed')),
    shows(card.locator('.lead-fields'), expected.stage, 'the card'),
    shows(column, lead, 'the board’s column'),
  ]);
  return seen.filter((problem) => problem !== null);
}
