import { render } from 'preact';
import type { KommoHost } from '../kommo-host.ts';
import type { FormPlace, KnownBuyer } from '../lead-card/lazy-form.tsx';
import { createFormats } from '../ui/formats.ts';
import { createLinkApi } from './link-api.ts';
import { LinkForm } from './link-form.tsx';

/** Shows the form for a payment link in the panel, until the function that it gives is called. */
export default function showLinkForm(host: KommoHost, place: FormPlace): () => void {
  const texts = host.texts('paymentLink');
  let isOpen = true;
  void Promise.all([buyerOf(host, place.known), host.loadStyle('forms.css')]).then(([buyer]) => {
    if (!isOpen || texts === null) return;
    const api = createLinkApi(host, place.leadId);
    const formats = createFormats(host.locale());
    const regions = new Intl.DisplayNames(host.locale(), { type: 'region' });
    render(
      <LinkForm {...{ texts, formats, api, buyer, regions }} onMade={place.onMade} onClose={place.onClose} />,
      place.root,
    );
  });
  return () => {
    isOpen = false;
    render(null, place.root);
  };
}

/** Who will pay, as far as the card and the ledger know; all of it can be changed in the form. */
export interface Buyer {
  readonly email: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly company: string;
  readonly country: string;
}

async function buyerOf(host: KommoHost, known: KnownBuyer | undefined): Promise<Buyer> {
  const [person] = await host.cardContacts();
  const name = (person?.name || known?.name || '').trim();
  const space = name.lastIndexOf(' ');
  return {
    email: person?.emails[0] ?? known?.email ?? '',
    firstName: space === -1 ? name : name.slice(0, space),
    lastName: space === -1 ? '' : name.slice(space + 1),
    company: known?.company ?? '',
    country: known?.country ?? host.locale().split('-')[1]?.toUpperCase() ?? '',
  };
}
