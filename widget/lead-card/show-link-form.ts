import type { KommoHost } from '../kommo-host.ts';
import type { Texts } from '../ui/texts.ts';
import type { LinkFormPlace } from './link-form.tsx';

/** What `payment-link.js` gives: shows the form, and gives the function that ends it. */
type ShowForm = (host: KommoHost, place: LinkFormPlace) => () => void;

/** Loads the form for a payment link and shows it, until the function that this gives is called. */
export function showLinkForm(host: KommoHost, texts: Texts, place: LinkFormPlace): () => void {
  const { root } = place;
  root.textContent = texts.paymentLinks.loading;
  let end = (): void => undefined;
  let isOpen = true;
  host.loadModule('payment-link.js').then((show) => {
    if (!isOpen) return;
    root.textContent = '';
    if (isShowForm(show)) end = show(host, place);
    else root.textContent = texts.paymentLinks.notLoaded;
  });
  return () => {
    isOpen = false;
    end();
  };
}

const isShowForm = (module: unknown): module is ShowForm => typeof module === 'function';
