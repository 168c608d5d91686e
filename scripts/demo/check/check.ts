import { join } from 'node:path';
import { launchBrowser } from '../../../testing/sandbox/browser.ts';
import type { Director } from '../director.ts';
import type { Front } from '../front.ts';
import { formatTable } from '../table.ts';
import { goTo, panelOf, patience } from './browser-steps.ts';
import { payLink } from './check-payment-link.ts';
import { useSettings } from './check-settings.ts';
import { playStory } from './check-story.ts';
import { lookFirst } from './first-look.ts';
import { takeBoardsPicture, takePictures } from './pictures.ts';

interface Check {
  readonly director: Director;
  readonly front: Front;
  readonly print: (line: string) => void;
}

const out = join(import.meta.dirname, '../../../demo-out');

/**
 * Plays everything that a visitor can do, in a headless browser, and prints a table of what happened.
 * @returns the exit code: 0 when everything was right
 */
export async function check({ director, front, print }: Check): Promise<number> {
  const browser = await launchBrowser();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 1100 }, locale: 'en-US' });
    context.setDefaultTimeout(patience);
    const [board, card] = [await context.newPage(), await context.newPage()];
    const look = await lookFirst(board, front, director);
    print(`\nFirst look after ${look.seconds.toFixed(1)} s. Playing the story…`);
    await takeBoardsPicture(out, board);
    const story = await playStory(board, card, director);
    const stage = director.stage();
    const link = await payLink(context, card, stage);
    const settings = await context.newPage();
    await goTo(settings, stage.kommo.advancedSettingsUrl());
    const used = await useSettings(settings);
    await panelOf(card).waitFor();
    await takePictures(out, { card, settings });

    const problems = [...look.problems, ...story.problems, ...link, ...used];
    print(`\n${formatTable(story.played)}`);
    print(`\nPayment link paid, history imported, both sides compared, a rule tried. Pictures: ${out}`);
    print(
      problems.length === 0 ? 'Every step is right.' : `\nWrong:\n${problems.map((each) => `- ${each}`).join('\n')}`,
    );
    return problems.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
  }
}
