import { existsSync } from 'node:fs';
import { type Browser, type BrowserServer, chromium, type LaunchOptions } from 'playwright-core';
import { type BundledChromium, unpackChromium } from './bundled-chromium.ts';

/**
 * A headless Chromium for tests and the demo: an installed Chrome if there is one that starts, otherwise the one that
 * came with `npm ci`. Works as root and not, in containers and not. Close it when done.
 * @throws Error when neither starts, with the last one's message
 */
export function launchBrowser(): Promise<Browser> {
  return startFirst((options) => chromium.launch(options));
}

/** The same browser for several processes: each connects to its `wsEndpoint`, which only this machine reaches. */
export function launchBrowserServer(): Promise<BrowserServer> {
  return startFirst((options) => chromium.launchServer({ ...options, host: '127.0.0.1' }));
}

async function startFirst<Started>(start: (options: LaunchOptions) => Promise<Started>): Promise<Started> {
  const bundled = process.platform === 'linux' ? await unpackChromium() : null;
  const failures: unknown[] = [];
  for (const options of candidates(bundled)) {
    try {
      return await start(options);
    } catch (error) {
      failures.push(error);
    }
  }
  throw new Error('No Chromium could be started. Install Google Chrome and try again.', { cause: failures.at(-1) });
}

function candidates(bundled: BundledChromium | null): LaunchOptions[] {
  // Without --disable-web-security, which the bundled one's own arguments contain: CORS is part of the tests.
  const args = [
    '--font-render-hinting=none',
    '--disable-dev-shm-usage',
    '--disable-gpu',
    // The pages are many and small: a process for each costs more than its work.
    '--process-per-site',
    '--renderer-process-limit=1',
  ];
  // Without an explicit locale, a machine makes Chromium say `en-US@posix`, which is not a language tag.
  const environment = { ...process.env, LC_ALL: 'en_US.UTF-8', ...bundled?.fontEnvironment };
  const installed = INSTALLED.filter((path) => existsSync(path)).map((executablePath) => ({
    executablePath,
    args,
    env: environment,
  }));
  if (!bundled) return installed;
  const own = { executablePath: bundled.executable, args };
  return [
    ...installed,
    { ...own, env: environment },
    { ...own, env: { ...environment, ...bundled.libraryEnvironment } },
  ];
}

const INSTALLED = [
  '/opt/google/chrome/chrome',
  '/usr/bin/google-chrome',
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];
