import type { JSX } from 'preact';
import type { Rule, RuleTask } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { eventName } from '../catalog/event-name.ts';
import { CheckField } from '../form/check-field.tsx';
import { ListField, listProblem } from '../form/list-field.tsx';
import { ProductField } from '../form/product-field.tsx';
import { SelectField } from '../form/select-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';
import { RuleConditions, useRuleFor } from './conditions.tsx';
import { FieldValues } from './field-values.tsx';
import { StagePicker } from './stage-picker.tsx';
import { TaskForm } from './task-form.tsx';

export function RuleForm(props: {
  rule: Rule;
  problemAt: (path: string) => SettingsProblem | null;
  onChange: (rule: Rule) => void;
}): JSX.Element {
  return (
    <>
      <RuleCondition {...props} />
      <RuleActions {...props} />
    </>
  );
}

interface RulePartProps {
  readonly rule: Rule;
  readonly problemAt: (path: string) => SettingsProblem | null;
  readonly onChange: (rule: Rule) => void;
}

function RuleCondition({ rule, problemAt, onChange }: RulePartProps): JSX.Element {
  const { texts } = usePage();
  const { eventTypes, pipelines } = useCatalog();
  const ruleFor = useRuleFor();
  return (
    <>
      <div class="pvf-inline">
        <SelectField
          label={texts.rules.on}
          value={rule.on}
          options={eventTypes.map((type) => ({ value: type, label: eventName(texts, type) }))}
          unknownLabel={eventName(texts, rule.on)}
          problem={problemAt('on')}
          onChange={(on) => onChange(ruleFor(rule, on))}
        />
        <SelectField
          label={texts.rules.pipeline}
          value={rule.pipelineId}
          options={[
            { value: null, label: texts.rules.anyPipeline },
            ...pipelines
              .filter(({ archived, id }) => !archived || id === rule.pipelineId)
              .map(({ id, name }) => ({ value: id, label: name })),
          ]}
          unknownLabel={texts.rules.gonePipeline}
          problem={problemAt('pipelineId')}
          onChange={(pipelineId) => onChange({ ...rule, pipelineId })}
        />
        <ProductField
          label={texts.rules.product}
          whenEmpty={texts.rules.anyProduct}
          value={rule.sku ?? ''}
          problem={problemAt('sku')}
          onChange={(sku) => onChange({ ...rule, sku: sku === '' ? null : sku })}
        />
      </div>
      <RuleConditions rule={rule} problemAt={problemAt} onChange={onChange} />
    </>
  );
}

function RuleActions({ rule, problemAt, onChange }: RulePartProps): JSX.Element {
  const { texts } = usePage();
  const { eventTypesWithPrice, taskTypes } = useCatalog();
  const newTask: RuleTask = { typeId: taskTypes[0]?.id ?? 1, text: '', dueInHours: 24, dueOn: null };
  return (
    <>
      <StagePicker
        value={rule.moveTo}
        problem={problemAt('moveTo.statusId') ?? problemAt('moveTo.pipelineId')}
        onChange={(moveTo) => onChange({ ...rule, moveTo, reopen: moveTo !== null && rule.reopen })}
      />
      {rule.moveTo !== null && (
        <CheckField
          label={texts.rules.reopen}
          hint={texts.rules.reopenHint}
          checked={rule.reopen}
          onChange={(reopen) => onChange({ ...rule, reopen })}
        />
      )}
      <CheckField label={texts.rules.note} checked={rule.note} onChange={(note) => onChange({ ...rule, note })} />
      <CheckField
        label={texts.rules.task}
        checked={rule.task !== null}
        onChange={(wanted) => onChange({ ...rule, task: wanted ? newTask : null })}
      />
      {rule.task !== null && (
        <TaskForm
          task={rule.task}
          problemAt={(path) => problemAt(`task.${path}`)}
          onChange={(task) => onChange({ ...rule, task })}
        />
      )}
      {eventTypesWithPrice.includes(rule.on) && (
        <CheckField
          label={texts.rules.price}
          hint={texts.rules.priceHint}
          checked={rule.setPrice}
          problem={problemAt('setPrice')}
          onChange={(setPrice) => onChange({ ...rule, setPrice })}
        />
      )}
      <ListField
        label={texts.rules.tags}
        hint={texts.rules.tagsHint}
        entries={rule.tags}
        problem={listProblem(rule.tags, 'tags', problemAt)}
        onChange={(tags) => onChange({ ...rule, tags: [...tags] })}
      />
      <FieldValues
        values={rule.fields}
        problemAt={(path) => problemAt(`fields.${path}`)}
        onChange={(fields) => onChange({ ...rule, fields: [...fields] })}
      />
    </>
  );
}
