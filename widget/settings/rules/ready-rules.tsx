import type { JSX } from 'preact';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { Rule } from '../../../server/rules/settings/settings.ts';
import { fill } from '../../ui/texts.ts';
import type { PageTexts } from '../page/page-context.ts';
import { useCatalog, usePage } from '../page/page-context.ts';
import { newRule } from './new-rule.ts';

type ReadyRuleName = keyof PageTexts['readyRules']['rules'];

interface ReadyRule {
  readonly name: ReadyRuleName;
  readonly rule: Rule;
}

/** Closed-won has this id in every pipeline: https://developers.kommo.com/reference/pipelines-list */
const WON = 142;

/** Rules that most accounts want, off until chosen. A rule for an event that already has one is not offered. */
export function ReadyRules(props: { present: readonly Rule[]; onAdd: (rule: Rule) => void }): JSX.Element | null {
  const { texts } = usePage();
  const catalog = useCatalog();
  const words = texts.readyRules;
  const offered = readyRules(texts, catalog).filter(({ rule }) => props.present.every(({ on }) => on !== rule.on));
  if (offered.length === 0) return null;
  return (
    <div class="pvf-ready">
      <p class="pvf-label">{words.title}</p>
      <ul class="pvf-effects">
        {offered.map(({ name, rule }) => (
          <li key={name} class="pvf-ready-rule">
            <span>
              {words.rules[name].name} <small class="pvf-quiet">{words.rules[name].does}</small>
            </span>
            <button
              type="button"
              class="pvf-link"
              aria-label={fill(words.addOf, { rule: words.rules[name].name })}
              onClick={() => props.onAdd(rule)}
            >
              {words.add}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Their texts are in the language of the page and can be edited after adding. */
function readyRules({ readyRules: { rules } }: PageTexts, { taskTypes }: CatalogView): readonly ReadyRule[] {
  const task = (text: string): Rule['task'] => ({ typeId: taskTypes[0]?.id ?? 1, text, dueInHours: 24, dueOn: null });
  return [
    {
      name: 'paid',
      rule: { ...newRule('order.completed'), moveTo: { pipelineId: null, statusId: WON }, setPrice: true },
    },
    { name: 'activated', rule: newRule('subscription.activated') },
    { name: 'deactivated', rule: { ...newRule('subscription.deactivated'), task: task(rules.deactivated.task) } },
    { name: 'overdue', rule: { ...newRule('subscription.payment.overdue'), task: task(rules.overdue.task) } },
    { name: 'trial', rule: { ...newRule('subscription.trial.reminder'), task: task(rules.trial.task) } },
    { name: 'refund', rule: { ...newRule('return.created'), tags: [rules.refund.tag] } },
    { name: 'chargeback', rule: { ...newRule('chargeback.created'), tags: [rules.chargeback.tag] } },
  ];
}
