import type { Page } from 'playwright-core';
import { forgetWhenOpened, type PageOptions } from '../../../testing/browser/page.ts';
import type { Question, Reply } from '../../testing/scripted-backend.ts';
import type { Stage } from '../../testing/stage.ts';
import { openSettings } from './open-settings.ts';
import { NOW, type SampleAnswers } from './sample-answers.ts';

/** The state of the stage's tab in which `openScripted` opens pages. */
export const scriptedTab: PageOptions = {
  context: { locale: 'en-GB' },
  async prepare(tab) {
    await forgetWhenOpened(tab);
    await tab.clock.setFixedTime(NOW);
  },
};

/** A problem of the server's; the page only uses its code. */
export interface Refusal {
  readonly status: number;
  readonly json: object;
}

export interface ScriptedPage {
  /** px */
  readonly width?: number;
  /** the parameters of the sandbox's address, e.g. `{ lang: 'es' }` */
  readonly query?: Readonly<Record<string, string>>;
  /** answers that take precedence over the samples */
  readonly reply?: (question: Question) => Reply | undefined;
  /** the server's answer to the first save, and its state afterwards */
  readonly refusal?: Refusal & { readonly afterwards: SampleAnswers };
}

/** Opens the settings page in the stage's tab, on answers that a test decides, at a fixed time. */
export async function openScripted(stage: Stage, answers: SampleAnswers, options: ScriptedPage = {}): Promise<Page> {
  const { width = 1000, query, reply, refusal } = options;
  const page = await stage.tab();
  await page.setViewportSize({ width, height: 1000 });
  let current = answers;
  stage.backend.answerWith((question) => {
    const own = reply?.(question);
    if (own || question.method !== 'PUT' || refusal === undefined) return own ?? sample(question.path, current);
    current = refusal.afterwards;
    return refuse(refusal);
  });
  await openSettings(page, `${stage.kommo.advancedSettingsUrl()}${query ? `?${new URLSearchParams(query)}` : ''}`);
  await page.locator('#pvf-events :is(.pvf-entries, .pvf-none)').waitFor();
  return page;
}

export const refuse = ({ status, json }: Refusal): Reply => ({ status, json: { title: 'Refused', ...json } });

function sample(path: string, answers: SampleAnswers): Reply {
  const bodies: Readonly<Record<string, unknown>> = {
    settings: answers.settings,
    status: answers.status,
    catalog: answers.catalog,
    'catalog/products': answers.products,
    'customers/unmatched': answers.unmatched,
    events: answers.events,
    imports: answers.imports,
    audit: answers.audit,
    'reconciliation/differences': answers.differences,
    'settings/simulate': answers.simulation,
    'fastspring/check': { verdict: 'accepted' },
  };
  return { json: bodies[path] ?? {} };
}
