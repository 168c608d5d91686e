import type { JSX } from 'preact';

interface Bar {
  /** like the other amounts a decimal string: numbers are good enough for heights */
  readonly paid: string;
  /** below the line */
  readonly refunded: string;
  /** drawn as an outline on top of what is paid */
  readonly expected: string;
}

const HEIGHT_PX = 48;

/** Small bars on one line and one scale. `onPoint` gets the bar under the pointer, null when it left. */
export function Bars(props: {
  label: string;
  bars: readonly Bar[];
  onPoint: (index: number | null) => void;
}): JSX.Element {
  const up = Math.max(...props.bars.map(({ paid, expected }) => Number(paid) + Number(expected)));
  const down = Math.max(...props.bars.map(({ refunded }) => Number(refunded)));
  const scale = up + down > 0 ? HEIGHT_PX / (up + down) : 0;
  const height = (amount: number): { height: string } => ({
    height: `${amount > 0 ? Math.max(2, amount * scale) : 0}px`,
  });
  return (
    <div class="pvf-bars" role="img" aria-label={props.label} onPointerLeave={() => props.onPoint(null)}>
      {props.bars.map((bar, index) => (
        <div key={index} class="pvf-bar" onPointerEnter={() => props.onPoint(index)}>
          <div class="pvf-bar-up" style={height(up)}>
            {Number(bar.expected) > 0 && <i class="pvf-bar-hollow" style={height(Number(bar.expected))} />}
            <i class="pvf-bar-above" style={height(Number(bar.paid))} />
          </div>
          <div style={height(down)}>
            <i class="pvf-bar-below" style={height(Number(bar.refunded))} />
          </div>
        </div>
      ))}
    </div>
  );
}
