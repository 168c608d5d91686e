import { render } from 'preact';
import type { KommoHost } from '../host/kommo-host.ts';
import type { FormPlace, KnownBuyer } from '../lead-card/panel-context.ts';
import { createFormats } from '../ui/formats.ts';
import type { Buyer, KeptDraft } from './form-state.ts';
import { createLinkApi } from './link-api.ts';
import { LinkForm } from './link-form.tsx';
import { linkTexts } from './link-texts.ts';

/** Of the leads whose form was changed and closed since the page was loaded. */
const drafts = new Map<number, KeptDraft>();

function keptOf(leadId: number): KeptDraft {
  const kept = drafts.get(leadId) ?? { draft: null };
  drafts.set(leadId, kept);
  return kept;
}

/** Shows the form for a payment link in the panel; the returned function closes it. */
export default function showLinkForm(host: KommoHost, place: FormPlace): () => void {
  const words = host.texts('paymentLink');
  let isOpen = true;
  void Promise.all([buyerOf(host, place.known), host.loadStyle('forms.css')]).then(([buyer]) => {
    if (!isOpen || words === null) return;
    const texts = linkTexts(words, place.panel.texts);
    const api = createLinkApi(host, place.leadId);
    const formats = createFormats(host.locale());
    const { help } = place.panel.texts.failure;
    const regions = new Intl.DisplayNames(host.locale(), { type: 'region' });
    const kept = keptOf(place.leadId);
    render(
      <LinkForm
        {...{ texts, help, formats, api, buyer, regions, kept }}
        onMade={place.onMade}
        onClose={place.onClose}
      />,
      place.root,
    );
  });
  return () => {
    isOpen = false;
    render(null, place.root);
  };
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
