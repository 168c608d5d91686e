import type { Fact } from '../../../server/ledger/fact.ts';
import { planEffects } from '../../../server/rules/planning/plan.ts';
import { readSettings } from '../../../server/rules/settings/settings.ts';
import { noon } from './facts.ts';

export const account = { language: 'en', currency: 'EUR', timeZone: 'UTC' };
const lead = { id: 152464, pipelineId: 10 };

export function plan(fact: Fact, settings: object = {}, change: object = {}) {
  return planEffects({ fact, settings: readSettings(settings), account, lead, purchase: null, now: noon, ...change });
}

/** The effects' contents by kind. */
export function planned(...input: Parameters<typeof plan>) {
  return Object.fromEntries(plan(...input).map(({ content }) => [content.kind, content]));
}
