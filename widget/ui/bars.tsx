import type { JSX } from 'preact';

export interface Bar {
  readonly above: number;
  readonly below: number;
  /** drawn as an outline on top of `above` */
  readonly hollow: number;
}

const HEIGHT_PX = 48;

/** Small bars on one line and one scale. `onPoint` gets the bar under the pointer, null when it left. */
export function Bars(props: {
  label: string;
  bars: readonly Bar[];
  onPoint: (index: number | null) => void;
}): JSX.Element {
  const up = Math.max(...props.bars.map((bar) => bar.above + bar.hollow));
  const down = Math.max(...props.bars.map((bar) => bar.below));
  const scale = up + down > 0 ? HEIGHT_PX / (up + down) : 0;
  const height = (amount: number): { height: string } => ({
    height: `${amount > 0 ? Math.max(2, amount * scale) : 0}px`,
  });
  return (
    <div class="pvf-bars" role="img" aria-label={props.label} onPointerLeave={() => props.onPoint(null)}>
      {props.bars.map((bar, index) => (
        <div key={index} class="pvf-bar" onPointerEnter={() => props.onPoint(index)}>
          <div class="pvf-bar-up" style={height(up)}>
            {bar.hollow > 0 && <i class="pvf-bar-hollow" style={height(bar.hollow)} />}
            <i class="pvf-bar-above" style={height(bar.above)} />
          </div>
          <div style={height(down)}>
            <i class="pvf-bar-below" style={height(bar.below)} />
          </div>
        </div>
      ))}
    </div>
  );
}
