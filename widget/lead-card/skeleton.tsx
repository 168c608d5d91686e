import type { JSX } from 'preact';
import { usePanel } from './panel-context.ts';

/** Reserves the space of the header, the totals and the picture, so that nothing moves when they arrive. */
export function Skeleton(): JSX.Element {
  const { texts } = usePanel();
  return (
    <div class="pvf-skeleton" role="status">
      <span class="pvf-hidden">{texts.loading}</span>
      <i class="pvf-bone pvf-bone-header" />
      <i class="pvf-bone pvf-bone-total" />
      <i class="pvf-bone pvf-bone-line" />
      <i class="pvf-bone pvf-bone-chart" />
      <i class="pvf-bone pvf-bone-line" />
      <i class="pvf-bone pvf-bone-line" />
    </div>
  );
}
