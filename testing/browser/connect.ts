import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** The run's browser; pages opened through this connection close with it. */
export function connectBrowser(): Promise<Browser> {
  return chromium.connect(inject('browserEndpoint'));
}
