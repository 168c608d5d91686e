import { watch } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startBackend } from './demo/backend.ts';
import { realParts, setStage } from './demo/stage.ts';

const widgetSources = join(import.meta.dirname, '../widget');
/** ms; an editor writes a file in several steps */
const untilWritten = 200;

/**
 * The demo's stage for development: the service restarts when one of its loaded files changes, and the widget is
 * rebuilt when one of its own does. Reload the page to see either. Ends with Ctrl-C.
 */
const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort());
process.once('SIGTERM', () => interrupted.abort());

let buildAgain = (): Promise<void> => Promise.resolve();
const stage = await setStage({
  makeWidget: (folder, address) => {
    buildAgain = () => realParts.makeWidget(folder, address);
    return buildAgain();
  },
  startBackend: (port, environment) =>
    startBackend(port, { LOG_LEVEL: 'info', ...environment }, ['--watch', '--watch-preserve-output']),
});
try {
  console.log(
    `\n  Open ${stage.cardUrl}\n  Its settings: ${stage.kommo.advancedSettingsUrl()}\n  Webhooks: ${stage.webhook.url}\n`,
  );
  await rebuildOnChange(interrupted.signal);
} finally {
  await stage.close();
}

async function rebuildOnChange(signal: AbortSignal): Promise<void> {
  try {
    let isDue = false;
    for await (const { filename } of watch(widgetSources, { recursive: true, signal })) {
      if (isDue || filename === null || !/\.(tsx?|css|json)$/.test(filename) || filename.includes('.test.')) continue;
      isDue = true;
      void wait(untilWritten).then(async () => {
        isDue = false;
        await rebuild();
      });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** A mistake in a source is shown, and the widget stays unchanged. */
async function rebuild(): Promise<void> {
  try {
    await buildAgain();
    console.log('The widget was built again. Reload the page.');
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
}
