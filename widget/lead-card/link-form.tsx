import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { usePanel } from './panel-context.ts';

/** Who may pay, as far as the ledger knows the lead's customer. */
export interface KnownBuyer {
  readonly email: string | null;
  readonly name: string | null;
  readonly company: string | null;
  readonly country: string | null;
}

/** Where `payment-link.js` shows its form, and whom it tells. */
export interface LinkFormPlace {
  readonly root: HTMLElement;
  readonly leadId: number;
  readonly known: KnownBuyer | undefined;
  readonly onMade: () => void;
  readonly onClose: () => void;
}

/** The place of the form; its script is loaded when somebody opens it: no card carries its weight. */
export function LinkForm({ known, onClose }: Pick<LinkFormPlace, 'known' | 'onClose'>): JSX.Element {
  const { actions } = usePanel();
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => (root.current ? actions.showLinkForm({ root: root.current, known, onClose }) : undefined), []);
  return <div ref={root} />;
}
