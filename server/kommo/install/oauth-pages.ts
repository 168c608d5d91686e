import type { Page, PageLink } from '../../platform/http/page.ts';
import type { Language, Texts } from '../../texts/language.ts';

export type OauthPage = Exclude<keyof Texts['oauth'], 'again' | 'connected' | 'failed'>;

/** The status of each page, and whether its next step is to start the installation again. */
const pages: Readonly<Record<OauthPage | 'failed', { readonly status: number; readonly again: boolean }>> = {
  stillWorking: { status: 200, again: false },
  failed: { status: 400, again: true },
  declined: { status: 200, again: true },
  refusedByKommo: { status: 400, again: true },
  incomplete: { status: 400, again: true },
  notKommo: { status: 400, again: true },
  otherIntegration: { status: 400, again: false },
  forged: { status: 400, again: true },
  expired: { status: 400, again: true },
  used: { status: 400, again: true },
  full: { status: 429, again: true },
  notConfigured: { status: 503, again: false },
  troubleHere: { status: 503, again: true },
};

/** @param reason of `failed` */
export function oauthPage(name: OauthPage | 'failed', language: Language, publicUrl: string, reason = ''): Page {
  const { title, text } = language.texts.oauth[name];
  const { status, again } = pages[name];
  const link: PageLink = { text: language.texts.oauth.again, address: `${publicUrl}/oauth/install` };
  return {
    status,
    title,
    paragraphs: [text.replace('{reason}', () => reason), ...(again ? [link] : [])],
    language: language.locale,
  };
}

/** @param account `origin`: the address of its pages in Kommo */
export function connectedPage(
  account: { readonly name: string; readonly origin: string },
  language: Language,
  publicUrl: string,
): Page {
  const { title, text, next, download, open, kept } = language.texts.oauth.connected;
  return {
    status: 200,
    title,
    paragraphs: [
      text.replace('{account}', () => account.name),
      next,
      { text: download, address: `${publicUrl}/widget.zip` },
      { text: open, address: `${account.origin}/settings/widgets/` },
      kept,
    ],
    language: language.locale,
  };
}
