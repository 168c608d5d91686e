import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { launchBrowser } from '../testing/sandbox/browser.ts';
import { checkStep } from './demo/check.ts';
import { type Played, play } from './demo/play.ts';
import { createStory } from './demo/scenario.ts';
import { partsOfTheDemo, type Stage, setStage } from './demo/stage.ts';
import { formatTable } from './demo/table.ts';

const screenshot = join(import.meta.dirname, '../demo-out/lead-card.png');

/**
 * The main job: signed FastSpring webhooks move a deal in a sandbox of Kommo and show in its lead card. `--check` plays
 * it unattended in a headless browser; its exit code says whether every step was right.
 */
const stage = await setStage(partsOfTheDemo);
try {
  if (process.argv.includes('--check')) process.exitCode = await check(stage);
  else await perform(stage);
} finally {
  await stage.close();
}

async function check(stage: Stage): Promise<number> {
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 1100 }, locale: 'en-US' });
    await page.goto(stage.cardUrl);
    const story: Played[] = [];
    const problems: string[] = [];
    for (const step of createStory().steps) {
      const played = await play(stage, step);
      story.push(played);
      problems.push(...(await checkStep(played, page)).map((problem) => `${step.title}: ${problem}`));
    }
    await mkdir(join(screenshot, '..'), { recursive: true });
    await page.screenshot({ path: screenshot });
    console.log(formatTable(story));
    console.log(`\nScreenshot: ${screenshot}`);
    console.log(
      problems.length === 0 ? 'Every step is right.' : `\nWrong:\n${problems.map((each) => `- ${each}`).join('\n')}`,
    );
    return problems.length === 0 ? 0 : 1;
  } finally {
    await browser.close();
  }
}

/** For a person to watch: leaves time to open the page and to read between the webhooks; stays up until Ctrl-C. */
async function perform(stage: Stage): Promise<void> {
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());
  const { signal } = interrupted;
  console.log(
    `\n  Open ${stage.cardUrl}\n  Its settings: ${stage.kommo.advancedSettingsUrl()}\n\nThe first payment arrives in 10 seconds, the others follow. Ctrl-C ends the demo.\n`,
  );
  try {
    await wait(10_000, undefined, { signal });
    for (const step of createStory().steps) {
      const { status, note } = await play(stage, step);
      console.log(`${step.title.padEnd(36)} ${status}  ${note ?? 'nothing for this deal'}`);
      await wait(6_000, undefined, { signal });
    }
    console.log('\nThat was all. The page stays open until Ctrl-C.');
    await wait(2 ** 31 - 1, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
