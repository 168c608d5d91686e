import type { JSX } from 'preact';
import type { CardView } from '../../server/api/card/payments-view.ts';
import { Message } from '../ui/message.tsx';
import { usePanel } from './panel-context.ts';

export function Nothing({ view }: { view: CardView }): JSX.Element | null {
  const { texts, settingsPath } = usePanel();
  if (view.setup === 'no-event') return <Message title={texts.noEvent.title} text={texts.noEvent.text} />;
  // After an unlink the text would be wrong: that customer's payments no longer appear by themselves.
  if (view.setup === 'ready') {
    return view.history.some(({ type }) => type === 'link.removed') ? null : <Message text={texts.empty} />;
  }
  const { configure } = view.rights;
  const { title, forAdmin, forOthers } = view.setup === 'refused' ? texts.webhooksRefused : texts.noSecret;
  return (
    <Message title={title} text={configure ? forAdmin : forOthers}>
      {configure && (
        <a class="pvf-button" href={settingsPath}>
          {texts.noSecret.open}
        </a>
      )}
    </Message>
  );
}
