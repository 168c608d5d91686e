import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { PaymentStatus } from '../../server/api/card/payments-view.ts';
import { fill } from '../ui/texts.ts';
import { usePanel } from './panel-context.ts';

/** The status in words and colour, and its age: pressing that refreshes it. */
export function Header({ status, asOf }: { status: PaymentStatus; asOf: number }): JSX.Element {
  const { texts, formats, now, actions } = usePanel();
  const [isAsking, setAsking] = useState(false);
  const refresh = async (): Promise<void> => {
    setAsking(true);
    await actions.refresh();
    setAsking(false);
  };
  const time = fill(texts.asOf, { time: formats.clock(asOf, now) });
  return (
    <div class="pvf-header">
      <strong class={`pvf-status pvf-status-${status}`}>{texts.status[status]}</strong>
      <button
        type="button"
        class="pvf-refresh"
        onClick={refresh}
        aria-busy={isAsking}
        title={`${texts.refresh} (${formats.moment(asOf)})`}
        aria-label={`${time}. ${texts.refresh}`}
      >
        <span>{time}</span>
        <svg viewBox="0 0 12 12" aria-hidden="true">
          <path d="M10.5 6a4.5 4.5 0 1 1-1.3-3.2l1.3 1.3M10.5 1v3.1H7.4" />
        </svg>
      </button>
    </div>
  );
}
