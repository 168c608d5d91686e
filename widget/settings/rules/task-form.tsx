import type { JSX } from 'preact';
import type { RuleTask } from '../../../server/rules/settings/settings.ts';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { SelectField } from '../form/select-field.tsx';
import { TemplateField } from '../form/template-field.tsx';
import { TextField } from '../form/text-field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7];
const DEFAULT_DUE_ON = { weekday: 1, time: '09:00' };

export function TaskForm(props: {
  task: RuleTask;
  problemAt: (path: string) => SettingsProblem | null;
  onChange: (task: RuleTask) => void;
}): JSX.Element {
  const { task, problemAt, onChange } = props;
  const { texts } = usePage();
  const { taskTypes } = useCatalog();
  const { dueOn } = task;
  return (
    <div class="pvf-indent">
      <SelectField
        label={texts.rules.taskType}
        value={task.typeId}
        options={taskTypes.map(({ id, name }) => ({ value: id, label: name }))}
        unknownLabel={texts.rules.goneTaskType}
        problem={problemAt('typeId')}
        onChange={(typeId) => onChange({ ...task, typeId })}
      />
      <TemplateField
        label={texts.rules.taskText}
        value={task.text}
        problem={problemAt('text')}
        onChange={(text) => onChange({ ...task, text })}
      />
      <SelectField
        label={texts.rules.due}
        value={dueOn === null ? 'hours' : 'weekday'}
        options={[
          { value: 'hours', label: texts.rules.dueByHours },
          { value: 'weekday', label: texts.rules.dueByWeekday },
        ]}
        onChange={(how) =>
          onChange(
            how === 'hours'
              ? { ...task, dueInHours: 24, dueOn: null }
              : { ...task, dueInHours: null, dueOn: DEFAULT_DUE_ON },
          )
        }
      />
      {dueOn === null ? (
        <TextField
          label={texts.rules.hours}
          type="number"
          value={task.dueInHours === null ? '' : String(task.dueInHours)}
          problem={problemAt('dueInHours')}
          onChange={(hours) => onChange({ ...task, dueInHours: hours === '' ? null : Number(hours) })}
        />
      ) : (
        <WeekdayTime dueOn={dueOn} problemAt={problemAt} onChange={(next) => onChange({ ...task, dueOn: next })} />
      )}
    </div>
  );
}

function WeekdayTime(props: {
  dueOn: NonNullable<RuleTask['dueOn']>;
  problemAt: (path: string) => SettingsProblem | null;
  onChange: (dueOn: NonNullable<RuleTask['dueOn']>) => void;
}): JSX.Element {
  const { dueOn, problemAt, onChange } = props;
  const { texts, formats } = usePage();
  const { account } = useCatalog();
  return (
    <div class="pvf-inline">
      <SelectField
        label={texts.rules.weekday}
        value={dueOn.weekday}
        options={WEEKDAYS.map((weekday) => ({ value: weekday, label: formats.weekday(weekday) }))}
        onChange={(weekday) => onChange({ ...dueOn, weekday })}
      />
      <TextField
        label={texts.rules.time}
        type="time"
        value={dueOn.time}
        hint={account.timeZone}
        problem={problemAt('dueOn.time')}
        onChange={(time) => onChange({ ...dueOn, time })}
      />
    </div>
  );
}
