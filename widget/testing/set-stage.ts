import { inject } from 'vitest';
import { copyWidget } from '../../testing/browser/built-widget.ts';
import { connectBrowser } from '../../testing/browser/connect.ts';
import type { PageOptions } from '../../testing/browser/page.ts';
import { type Stage, startStage } from './stage.ts';

export type { Stage } from './stage.ts';

/** A stage on the run's browser, with the run's widget; `tab` describes its tab. */
export async function setStage(tab: PageOptions = {}): Promise<Stage> {
  const built = inject('builtWidget');
  return startStage({
    browser: await connectBrowser(),
    makeWidget: (folder, address) => copyWidget(built, folder, address),
    tab,
  });
}
