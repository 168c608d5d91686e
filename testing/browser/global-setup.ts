import type { TestProject } from 'vitest/node';
import { launchBrowserServer } from '../sandbox/browser.ts';
import { buildForTests } from './built-widget.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** the address of the run's browser */
    readonly browserEndpoint: string;
    /** the folder of the run's built widget, for `copyWidget` */
    readonly builtWidget: string;
  }
}

/** One browser and one build of the widget for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [server, widget] = await Promise.all([launchBrowserServer(), buildForTests()]);
  project.provide('browserEndpoint', server.wsEndpoint());
  project.provide('builtWidget', widget.folder);
  return async () => {
    await server.close();
    await widget.remove();
  };
}
