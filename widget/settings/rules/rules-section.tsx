import type { JSX } from 'preact';
import type { Rule, Settings } from '../../../server/rules/settings/settings.ts';
import { nameOfPattern, useKnownProducts } from '../catalog/known-products.tsx';
import { findStage } from '../catalog/names.ts';
import { SelectField } from '../form/select-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { describeList } from '../section/describe-list.ts';
import { EditableList } from '../section/editable-list.tsx';
import { mergeLists, mergeValues } from '../section/merge.ts';
import { PageSection } from '../section/page-section.tsx';
import { SaveBar } from '../section/save-bar.tsx';
import { useRefusedEntry } from '../section/use-refused-entry.ts';
import { useSection } from '../section/use-section.ts';
import { describeActions, describeCondition, describeRule, describeWhen, type RuleWords } from './describe-rule.ts';
import { newRule } from './new-rule.ts';
import { ReadyRules } from './ready-rules.tsx';
import { RuleForm } from './rule-form.tsx';
import { Simulation } from './simulation.tsx';
import { StageChip } from './stage-picker.tsx';

type EditedRules = Pick<Settings, 'rules' | 'testOrders'>;

const TEST_ORDERS = ['show', 'act', 'hide'] as const;

export function RulesSection(): JSX.Element {
  const { texts, formats } = usePage();
  const catalog = useCatalog();
  const products = useKnownProducts();
  const nameOfProduct = (pattern: string): string => nameOfPattern(pattern, products);
  const words: RuleWords = { texts, formats, catalog, nameOfProduct };
  const describe = (before: EditedRules, after: EditedRules): readonly string[] =>
    describeChanges(before, after, words);
  const section = useSection<EditedRules>({
    name: 'rules',
    part: ({ rules, testOrders }) => ({ rules, testOrders }),
  });
  const { value, change, problemAt } = section;
  return (
    <PageSection name="rules" count={value.rules.length}>
      <EditableList
        label={texts.rules.title}
        items={value.rules}
        nameOf={(rule) => describeCondition(rule, words)}
        row={(rule) => <RuleRow rule={rule} words={words} />}
        form={(rule, index, changeRule) => (
          <RuleForm rule={rule} problemAt={(path) => problemAt(`rules.${index}.${path}`)} onChange={changeRule} />
        )}
        empty={texts.rules.none}
        wrong={useRefusedEntry(section.outcome, 'rules')}
        add={(append) => (
          <>
            <button type="button" class="pvf-button" onClick={() => append(newRule('order.completed'))}>
              {texts.rules.add}
            </button>
            <ReadyRules present={value.rules} onAdd={append} />
          </>
        )}
        onChange={(next) => change({ ...value, rules: [...next] })}
      />
      {catalog.account.wholePrices && <p class="pvf-quiet">{texts.rules.wholePrices}</p>}
      <SelectField
        label={texts.rules.testOrders}
        value={value.testOrders}
        options={TEST_ORDERS.map((choice) => ({ value: choice, label: texts.rules.testOrderChoices[choice] }))}
        onChange={(choice) => change({ ...value, testOrders: choice })}
      />
      <SaveBar section={section} describe={describe} merge={merge}>
        <Simulation section={section} />
      </SaveBar>
    </PageSection>
  );
}

function RuleRow({ rule, words }: { rule: Rule; words: RuleWords }): JSX.Element {
  const known = rule.moveTo && findStage(words.catalog, rule.moveTo);
  const [before, after] = words.texts.rules.moves.split('{stage}');
  return (
    <>
      <strong dir="auto">{describeWhen(rule, words)}</strong>
      <p class="pvf-quiet" dir="auto">
        {known && (
          <>
            {before}
            <StageChip stage={known.stage} />
            {after} {known.pipeline?.name}
            {' · '}
          </>
        )}
        {describeActions(known ? { ...rule, moveTo: null } : rule, words).join(' · ')}
      </p>
    </>
  );
}

function describeChanges(before: EditedRules, after: EditedRules, words: RuleWords): readonly string[] {
  const { texts } = words;
  return [
    ...describeList(before.rules, after.rules, texts, (rule) => describeRule(rule, words)),
    ...(before.testOrders === after.testOrders
      ? []
      : [`${texts.rules.testOrders}: ${texts.rules.testOrderChoices[after.testOrders]}`]),
  ];
}

function merge(base: EditedRules, mine: EditedRules, theirs: EditedRules): EditedRules {
  return {
    rules: [...mergeLists(base.rules, mine.rules, theirs.rules)],
    testOrders: mergeValues(base.testOrders, mine.testOrders, theirs.testOrders),
  };
}
