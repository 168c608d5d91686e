import type { JSX } from 'preact';
import { usePanel } from './panel-context.ts';

/** A moment as a day, all of it on hover: "3 days ago" up to a week away, then the date. */
export function Day({ time }: { time: string }): JSX.Element {
  const { formats, now } = usePanel();
  return (
    <time dateTime={time} title={formats.moment(time)}>
      {formats.day(time, now)}
    </time>
  );
}
