import type { KommoHost } from '../kommo-host.ts';
import { type OpenPanel, openPanel } from './open-panel.tsx';
import type { Known } from './payments-feed.ts';

export interface LeadCard {
  /** Shows the open lead; harmless when it is shown already. */
  open(): void;
  /** Closes a panel of which the lead or the element is no longer there. */
  closeStale(): void;
  close(): void;
}

/** The payment panel of whatever lead's card is open, one at a time. */
export function createLeadCard(host: KommoHost): LeadCard {
  const known = new Map<number, Known>();
  let panel: OpenPanel | null = null;

  function open(): void {
    const leadId = host.leadId();
    if (isCurrent()) return;
    close();
    if (host.area() !== 'lcard' || leadId === null) return;
    const texts = host.texts('panel');
    const root = texts && host.openPanel();
    if (root) panel = openPanel({ host, leadId, root, texts, known, onOtherLead: open, onGone: close });
  }

  const isCurrent = (): boolean => panel?.leadId === host.leadId() && !!panel?.root.isConnected;

  const closeStale = (): void => {
    if (!isCurrent()) close();
  };

  function close(): void {
    panel?.close();
    panel = null;
  }

  return { open, closeStale, close };
}
