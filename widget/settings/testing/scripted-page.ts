import type { Page, Route } from 'playwright-core';
import { forgetWhenOpened, type PageOptions } from '../../../testing/browser/page.ts';
import type { Stage } from '../../testing/stage.ts';
import { NOW, type SampleAnswers } from './sample-answers.ts';

/** How the tab of a stage is on which `openScripted` opens pages. */
export const scriptedTab: PageOptions = {
  context: { locale: 'en-GB' },
  async prepare(tab) {
    await forgetWhenOpened(tab);
    await tab.clock.setFixedTime(NOW);
  },
};

export interface ScriptedPage {
  /** px */
  readonly width?: number;
  /** answers more than the samples do */
  readonly prepare?: (page: Page) => Promise<unknown>;
  /** what the server says to the first save; and what it has afterwards */
  readonly refusal?: { readonly status: number; readonly json: object; readonly afterwards: SampleAnswers };
}

/** Opens the settings page in the stage's tab, on answers that a test decides, at a moment that stands still. */
export async function openScripted(stage: Stage, answers: SampleAnswers, options: ScriptedPage = {}): Promise<Page> {
  const { width = 1000, prepare, refusal } = options;
  const page = await stage.tab();
  await page.setViewportSize({ width, height: 1000 });
  await page.unrouteAll();
  let current = answers;
  await page.route(`${stage.backend.origin}/api/v1/**`, async (route) => {
    if (route.request().method() !== 'PUT' || refusal === undefined) return answer(route, current);
    current = refusal.afterwards;
    return route.fulfill({ status: refusal.status, headers, json: { title: 'Refused', ...refusal.json } });
  });
  await prepare?.(page);
  await page.goto(stage.kommo.advancedSettingsUrl());
  await page.locator('#pvf-events :is(.pvf-entries, .pvf-none)').waitFor();
  return page;
}

export const headers = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': '*',
  'access-control-expose-headers': 'ETag',
  etag: '"4"',
};

function answer(route: Route, answers: SampleAnswers): Promise<void> {
  const path = new URL(route.request().url()).pathname.replace('/api/v1/', '');
  const bodies: Readonly<Record<string, unknown>> = {
    settings: answers.settings,
    status: answers.status,
    catalog: answers.catalog,
    'customers/unmatched': answers.unmatched,
    events: answers.events,
    imports: answers.imports,
    'reconciliation/differences': answers.differences,
    'settings/simulate': answers.simulation,
    'fastspring/check': { verdict: 'accepted' },
  };
  return route.fulfill({ headers, json: bodies[path] ?? {} });
}
