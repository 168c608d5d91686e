import { render } from 'preact';
import type { OlderPage } from '../../server/api/card/older-view.ts';
import type { KommoHost } from '../host/kommo-host.ts';
import { createFormats } from '../ui/formats.ts';
import type { Texts } from '../ui/texts.ts';
import { failureText } from './failure-text.ts';
import { startHeartbeat } from './heartbeat.ts';
import { Panel, type PanelState } from './panel.tsx';
import { type PanelActions, type PanelContext, PanelProvider } from './panel-context.ts';
import { createPaymentsApi, type ListName, type PaymentsApi } from './payments-api.ts';
import { createPaymentsFeed, type FeedState, type Known } from './payments-feed.ts';
import { showForm } from './show-form.ts';

export interface OpenPanel {
  readonly card: string;
  /** whether Kommo still shows its card and has left its element in place */
  isCurrent(): boolean;
  close(): void;
}

const MINUTE_MS = 60_000;

interface PanelOptions {
  readonly host: KommoHost;
  /** our server's name for it, e.g. `leads/152464` */
  readonly card: string;
  /** 0 while it is not saved */
  readonly id: number;
  readonly root: HTMLElement;
  readonly texts: Texts;
  readonly known: Map<string, Known>;
  /** another card is open, and Kommo has not reported it */
  readonly onOtherCard: () => void;
  readonly onGone: () => void;
}

/** Shows one card's payments in `root` and keeps them fresh while it is visible. */
export function openPanel(options: PanelOptions): OpenPanel {
  const { host, card, id, root, known } = options;
  const isLead = card.startsWith('leads');
  const texts = isLead ? options.texts : { ...options.texts, ...options.texts.person };
  const formats = createFormats(host.locale());
  let state: PanelState = { kind: 'unsaved' };
  let context: PanelContext | null = null;
  let phase: 'styling' | 'open' | 'closed' = 'styling';

  const draw = (): void => {
    if (phase !== 'open') return;
    const offset = known.get(card)?.clockOffset ?? 0;
    const now = Math.floor((Date.now() + offset) / MINUTE_MS) * MINUTE_MS;
    if (context?.now !== now) context = { texts, formats, now, settingsPath: host.settingsPagePath(), actions };
    const panel = <Panel state={state} />;
    render(<PanelProvider value={context}>{panel}</PanelProvider>, root);
  };

  const api = createPaymentsApi(host);
  // On other cards these would be somebody else's contacts.
  const contacts = isLead ? host.cardContacts : async () => [];
  const onState = (next: FeedState): void => {
    state = next;
    draw();
  };
  const feed = id === 0 ? null : createPaymentsFeed({ api, card, contacts, known, clock: Date.now, onState });

  const refresh = async (): Promise<void> => feed?.refresh();
  const actions = actionsFor(options, texts, api, contacts, refresh);

  const beat = (): void => {
    if (!root.isConnected) options.onGone();
    else if (host.cardId() !== id) options.onOtherCard();
    else if (document.hidden || root.getClientRects().length === 0) feed?.rest();
    else feed?.beat(Date.now());
  };
  const stopHeartbeat = startHeartbeat(beat);

  host.loadStyle('style.css').then(() => {
    if (phase === 'styling') phase = 'open';
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
      phase = 'closed';
      stopHeartbeat();
      feed?.stop();
      render(null, root);
    },
  };
}

function actionsFor(
  { host, card, id }: PanelOptions,
  texts: Texts,
  api: PaymentsApi,
  contacts: KommoHost['cardContacts'],
  refresh: () => Promise<void>,
): PanelActions {
  const change = (how: 'link' | 'unlink') => (customerId: string) =>
    api[how](card, customerId)
      .then((failure) => failure && failureText(failure, texts))
      .finally(refresh);
  return {
    refresh,
    async older<Item>(list: ListName, cursor: string): Promise<OlderPage<Item> | string> {
      const answer = await api.older<Item>(card, list, cursor, await contacts());
      return 'kind' in answer ? failureText(answer, texts) : answer;
    },
    link: change('link'),
    unlink: change('unlink'),
    showForm: (file, place) => showForm(host, file, texts, { ...place, leadId: id, onMade: refresh }),
  };
}
