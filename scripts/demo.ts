import type { Director } from './demo/director.ts';
import { startFront } from './demo/front.ts';
import { createProgress } from './demo/progress.ts';

/**
 * The main job: a board of leads in a sandbox of Kommo, on which signed FastSpring webhooks work through the real
 * service and the built widget. The page answers at once and fills itself; whatever takes time is loaded behind it.
 * `--check` plays everything unattended in a headless browser; its exit code says whether every step was right.
 */
const print = (line: string): void => console.log(line);
const progress = createProgress(print);
let director: Director | null = null;
const front = await startFront({
  port: 0,
  readState: () =>
    director?.readState() ?? { phase: 'starting', parts: progress.parts, board: null, story: null, links: [] },
  command: (command) => director?.command(command),
});
print(`\n  Open ${front.url}\n\nIt answers already (${(performance.now() / 1000).toFixed(1)} s) and fills itself:`);

const { createDirector } = await import('./demo/director.ts');
const { realDemoParts } = await import('./demo/parts.ts');
director = createDirector({ parts: realDemoParts, front, progress, print });
try {
  if (process.argv.includes('--check')) {
    const { check } = await import('./demo/check/check.ts');
    process.exitCode = await check({ director, front, print });
  } else {
    const interrupted = new Promise((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await Promise.race([director.start(), interrupted]);
    print(
      `${(performance.now() / 1000).toFixed(1).padStart(5)} s in all. Press Next or Play on the page. Ctrl-C ends the demo.\n`,
    );
    await interrupted;
  }
} finally {
  await director.close();
  await front.close();
}
