import type { JSX } from 'preact';
import type { ImportProgress, ImportView } from '../../../server/api/imports/import-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';

export function Progress({ current, progress }: { current: ImportView; progress: ImportProgress }): JSX.Element {
  const { texts, formats } = usePage();
  const words = texts.history;
  const { done, total, perMinute, secondsLeft } = progress;
  const { state } = current;
  const counted =
    state === 'reading' || state === 'matching' || state === 'applying' || state === 'linking' || state === 'undoing'
      ? words.progress[state]
      : '{done}';
  const parts = [
    fill(counted, { done: formats.number(done), total: total === null ? '?' : formats.number(total) }),
    ...(perMinute === null ? [] : [fill(words.perMinute, { count: formats.number(perMinute) })]),
    ...(secondsLeft === null ? [] : [formats.plural(words.minutesLeft, Math.max(1, Math.ceil(secondsLeft / 60)))]),
  ];
  const text = parts.join(' · ');
  return (
    <div class="pvf-progress">
      <progress
        aria-label={words.states[state]}
        aria-valuetext={text}
        max={total ?? undefined}
        value={total === null ? undefined : done}
      />
      <span class="pvf-quiet">{text}</span>
    </div>
  );
}
