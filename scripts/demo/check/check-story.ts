import type { Page } from 'playwright-core';
import type { Director } from '../director.ts';
import type { Played } from '../play.ts';
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
    await goTo(card, kommo.cardUrl(leads[step.lead].id));
    const seen = await Promise.all([
      ...step.expected.panel.map((text) => shows(panelOf(card), text, 'the panel')),
      shows(card.locator('#lead_stage'), step.expected.stage, 'the card'),
      ...(step.expected.note ?? []).map((text) => shows(card.locator('#lead_feed'), text, 'the feed')),
      shows(board.locator('.demo-column', { hasText: step.expected.stage }), leads[step.lead].name, 'the board’s column'),
    ]);
    const found = [...stepProblems(played), ...seen.filter((problem) => problem !== null)];
    problems.push(...found.map((problem) => `${step.title}: ${problem}`));
  }
  return { played: director.played(), problems };
}
