import type { KommoHost } from '../host/kommo-host.ts';
import { type OpenPanel, openPanel } from './open-panel.tsx';
import type { Known } from './payments-feed.ts';

export interface LeadCard {
  /** Shows the open lead, contact or company; does nothing if it is already shown. */
  open(): void;
  /** Closes a panel without its card or element. */
  closeStale(): void;
  close(): void;
}

/** Our server's names for the cards of Kommo's areas. */
const KINDS: Readonly<Record<string, string>> = { lcard: 'leads', ccard: 'contacts', comcard: 'companies' };

export function createLeadCard(host: KommoHost): LeadCard {
  const known = new Map<string, Known>();
  let panel: OpenPanel | null = null;

  function open(): void {
    const kind = KINDS[host.area()];
    const id = host.cardId();
    const card = `${kind}/${id}`;
    if (panel?.card === card && panel.isCurrent()) return;
    close();
    if (!kind || id === null) return;
    const texts = host.texts('panel');
    const root = texts && host.openPanel();
    if (!root) return;
    root.textContent = '';
    panel = openPanel({ host, card, id, root, texts, known, onOtherCard: open, onGone: close });
  }

  const closeStale = (): void => {
    if (!panel?.isCurrent()) close();
  };

  function close(): void {
    panel?.close();
    panel = null;
  }

  return { open, closeStale, close };
}
