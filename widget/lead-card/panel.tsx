import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Message } from '../ui/message.tsx';
import { FailureMessage } from './failure-message.tsx';
import { Header } from './header.tsx';
import { LoadedPanel } from './loaded-panel.tsx';
import { usePanel } from './panel-context.ts';
import type { FeedState } from './payments-feed.ts';
import { Skeleton } from './skeleton.tsx';

export type PanelState = FeedState | { readonly kind: 'unsaved' };

/** The panel of one lead in each of its states. */
export function Panel({ state }: { state: PanelState }): JSX.Element {
  const context = usePanel();
  const { texts } = context;
  const view = state.kind === 'loaded' ? state.view : null;
  // Nothing below depends on the time of the last check: 500 orders are not compared again after every unchanged
  // answer.
  const loaded = useMemo(() => view && <LoadedPanel view={view} />, [view, context]);

  if (state.kind === 'unsaved') return <Message title={texts.unsaved.title} text={texts.unsaved.text} />;
  if (state.kind === 'loading') return <Skeleton />;
  if (state.kind === 'failed') return <FailureMessage failure={state.failure} asOf={null} />;
  return (
    <>
      <Header status={state.view.status} asOf={state.asOf} />
      {state.failure && <FailureMessage failure={state.failure} asOf={state.asOf} />}
      {loaded}
    </>
  );
}
