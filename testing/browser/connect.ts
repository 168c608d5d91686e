import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** The run's browser; what is opened through this connection ends with it. */
export function connectBrowser(): Promise<Browser> {
  return chromium.connect(inject('browserEndpoint'));
}
