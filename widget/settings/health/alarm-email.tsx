import type { JSX } from 'preact';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { fill } from '../../ui/texts.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { mergeValues } from '../section/merge.ts';
import { SaveBar } from '../section/save-bar.tsx';
import { useSection } from '../section/use-section.ts';

type EditedAlarms = Pick<Settings, 'alarms'>;

/** The address for an e-mail when a problem begins, and when it is over. */
export function AlarmEmail(): JSX.Element {
  const { texts, formats, status } = usePage();
  const words = texts.health;
  const { canEmail, givenUpAt } = status.alarms;
  const describe = (_before: EditedAlarms, { alarms }: EditedAlarms): readonly string[] => [
    `${words.email}: ${alarms.email ?? words.noEmail}`,
  ];
  const section = useSection<EditedAlarms>({ name: 'alarms', part: ({ alarms }) => ({ alarms }) });
  const { email } = section.value.alarms;
  return (
    <>
      {!canEmail && <p class="pvf-quiet">{words.unavailable}</p>}
      {(canEmail || section.saved.alarms.email !== null) && (
        <TextField
          label={words.email}
          hint={words.emailHint}
          value={email ?? ''}
          problem={section.problemAt('alarms.email')}
          onChange={(next) => section.change({ alarms: { email: next === '' ? null : next } })}
        />
      )}
      {givenUpAt !== null && email !== null && (
        <p class="pvf-warn">{fill(words.givenUp, { time: formats.moment(givenUpAt) })}</p>
      )}
      <SaveBar section={section} describe={describe} merge={merge} />
    </>
  );
}

function merge(base: EditedAlarms, mine: EditedAlarms, theirs: EditedAlarms): EditedAlarms {
  return { alarms: mergeValues(base.alarms, mine.alarms, theirs.alarms) };
}
