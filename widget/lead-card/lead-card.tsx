import { render } from 'preact';
import { createPaymentsApi } from '../api.ts';
import type { KommoHost } from '../kommo-host.ts';
import { createFormats } from '../ui/formats.ts';
import type { Texts } from '../ui/texts.ts';
import { Panel, type PanelState } from './panel.tsx';
import type { PanelContext } from './panel-context.ts';
import { createPaymentsFeed, type Known, type PaymentsFeed } from './payments-feed.ts';

export interface LeadCard {
  /** Shows the open lead; harmless when it is shown already. */
  open(): void;
  close(): void;
}

interface OpenPanel {
  readonly leadId: number;
  readonly root: HTMLElement;
  close(): void;
}

const BEAT_MS = 1_000;
const MINUTE_MS = 60_000;

/** The payment panel of whatever lead's card is open, one at a time. */
export function createLeadCard(host: KommoHost): LeadCard {
  const known = new Map<number, Known>();
  let panel: OpenPanel | null = null;

  function open(): void {
    const leadId = host.leadId();
    if (panel?.leadId === leadId && panel.root.isConnected) return;
    close();
    if (host.area() !== 'lcard' || leadId === null) return;
    const texts = host.texts('panel');
    const root = texts && host.openPanel(leadId);
    if (root) panel = showPanel({ host, leadId, root, texts, known, onOtherLead: open, onGone: close });
  }

  function close(): void {
    panel?.close();
    panel = null;
  }

  return { open, close };
}

function showPanel(options: {
  readonly host: KommoHost;
  readonly leadId: number;
  readonly root: HTMLElement;
  readonly texts: Texts;
  readonly known: Map<number, Known>;
  /** the card shows another lead, and Kommo has not said so */
  readonly onOtherLead: () => void;
  /** Kommo has removed the panel's element */
  readonly onGone: () => void;
}): OpenPanel {
  const { host, leadId, root, texts, known } = options;
  const formats = createFormats(host.locale());
  const listening = new AbortController();
  let feed: PaymentsFeed | null = null;
  let state: PanelState = { kind: 'unsaved' };
  let context: PanelContext | null = null;

  const draw = (): void => {
    const offset = known.get(leadId)?.clockOffset ?? 0;
    const now = Math.floor((Date.now() + offset) / MINUTE_MS) * MINUTE_MS;
    if (context?.now !== now) context = { texts, formats, now, settingsPath: host.settingsPagePath(), actions };
    render(<Panel state={state} context={context} />, root);
  };

  const api = createPaymentsApi(host);
  const afterwards = async <Result,>(change: Promise<Result>): Promise<Result> => {
    const result = await change;
    feed?.refresh(Date.now());
    return result;
  };
  const actions = {
    refresh: () => feed?.refresh(Date.now()),
    link: (customerId: string) => afterwards(api.link(leadId, customerId)),
    unlink: (customerId: string) => afterwards(api.unlink(leadId, customerId)),
  };

  const beat = (): void => {
    if (!root.isConnected) options.onGone();
    else if (host.leadId() !== leadId) options.onOtherLead();
    else if (!document.hidden && root.getClientRects().length > 0) feed?.beat(Date.now());
  };
  const wake = (): void => {
    feed?.wake(Date.now());
    beat();
  };

  if (leadId === 0) draw();
  else {
    feed = createPaymentsFeed({
      api,
      leadId,
      contacts: host.cardContacts,
      known,
      clock: Date.now,
      onState: (next) => {
        state = next;
        draw();
      },
    });
  }
  root.lang = host.locale();
  root.setAttribute('role', 'region');
  root.setAttribute('aria-label', texts.label);
  for (const event of ['pointerdown', 'keydown', 'visibilitychange']) {
    document.addEventListener(event, wake, { passive: true, capture: true, signal: listening.signal });
  }
  const heart = setInterval(beat, BEAT_MS);
  beat();

  return {
    leadId,
    root,
    close() {
      clearInterval(heart);
      listening.abort();
      feed?.stop();
      render(null, root);
      // Kommo may keep the emptied element: the next panel of this lead must not find it.
      root.removeAttribute('id');
    },
  };
}
