import type { JSX } from 'preact';
import { usePanel } from './panel-context.ts';

/** A time as a day, in full on hover: "3 days ago" up to a week away, then the date. */
export function Day({ time }: { time: string }): JSX.Element {
  const { formats, now } = usePanel();
  return (
    <time dateTime={time} title={formats.moment(time)}>
      {formats.day(time, now)}
    </time>
  );
}
