import { render } from 'preact';
import type { Failure } from '../client/failure.ts';
import type { KommoHost } from '../host/kommo-host.ts';
import { createFormats } from '../ui/formats.ts';
import type { Texts } from '../ui/texts.ts';
import { failureText } from './failure-text.ts';
import { startHeartbeat } from './heartbeat.ts';
import { Panel, type PanelState } from './panel.tsx';
import type { PanelActions, PanelContext } from './panel-context.ts';
import { createPaymentsApi } from './payments-api.ts';
import { createPaymentsFeed, type Known, type PaymentsFeed } from './payments-feed.ts';
import { showForm } from './show-form.ts';

export interface OpenPanel {
  readonly card: string;
  /** whether Kommo still shows its card and has left its element in place */
  isCurrent(): boolean;
  close(): void;
}

const MINUTE_MS = 60_000;

/** Shows one card's payments in `root` and keeps them fresh while it is visible. */
export function openPanel(options: {
  readonly host: KommoHost;
  /** our server's name for it, e.g. `leads/152464`; with the id 0 while it is not saved */
  readonly card: string;
  readonly root: HTMLElement;
  readonly texts: Texts;
  readonly known: Map<string, Known>;
  /** another card is open, and Kommo has not reported it */
  readonly onOtherCard: () => void;
  readonly onGone: () => void;
}): OpenPanel {
  const { host, card, root, known } = options;
  const isLead = card.startsWith('leads');
  const texts = isLead ? options.texts : { ...options.texts, ...options.texts.person };
  const id = Number(card.split('/')[1]);
  const formats = createFormats(host.locale());
  let state: PanelState = { kind: 'unsaved' };
  let context: PanelContext | null = null;
  let mayDraw = false;

  const draw = (): void => {
    if (!mayDraw) return;
    const offset = known.get(card)?.clockOffset ?? 0;
    const now = Math.floor((Date.now() + offset) / MINUTE_MS) * MINUTE_MS;
    if (context?.now !== now) context = { texts, formats, now, settingsPath: host.settingsPagePath(), actions };
    render(<Panel state={state} context={context} />, root);
  };

  const api = createPaymentsApi(host);
  const feed: PaymentsFeed | null =
    id === 0
      ? null
      : createPaymentsFeed({
          api,
          card,
          // On other cards these would be somebody else's contacts.
          contacts: isLead ? host.cardContacts : async () => [],
          known,
          clock: Date.now,
          onState: (next) => {
            state = next;
            draw();
          },
        });

  const refresh = async (): Promise<void> => feed?.refresh();
  const inWords = (failure: Failure | null): string | null => failure && failureText(failure, texts);
  const actions: PanelActions = {
    refresh,
    link: (customerId) => api.link(card, customerId).then(inWords).finally(refresh),
    unlink: (customerId) => api.unlink(card, customerId).then(inWords).finally(refresh),
    showForm: (file, place) => showForm(host, file, texts, { ...place, leadId: id, onMade: refresh }),
  };

  const beat = (): void => {
    if (!root.isConnected) options.onGone();
    else if (host.cardId() !== id) options.onOtherCard();
    else if (document.hidden || root.getClientRects().length === 0) feed?.rest();
    else feed?.beat(Date.now());
  };
  const stopHeartbeat = startHeartbeat(beat);

  let isOpen = true;
  host.loadStyle('style.css').then(() => {
    mayDraw = isOpen;
    draw();
  });
  root.lang = host.locale();
  root.setAttribute('role', 'region');
  root.setAttribute('aria-label', texts.label);
  beat();

  return {
    card,
    isCurrent: () => root.isConnected && host.cardId() === id,
    close() {
      isOpen = false;
      mayDraw = false;
      stopHeartbeat();
      feed?.stop();
      render(null, root);
    },
  };
}
