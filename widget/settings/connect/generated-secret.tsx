import type { JSX } from 'preact';
import { CopyButton } from '../../ui/copy-button.tsx';
import { usePage } from '../page/page-context.ts';

/** A secret made in this browser: to be saved here, then pasted in FastSpring. Shown until the page is left. */
export function GeneratedSecret({ secret, isSaved }: { secret: string; isSaved: boolean }): JSX.Element {
  const { texts } = usePage();
  const { secret: words } = texts.connect;
  return (
    <fieldset class="pvf-box" aria-label={words.generated}>
      <p class="pvf-address">
        <code>{secret}</code> <CopyButton content={secret} label={texts.copy} copied={texts.copied} />
      </p>
      <p role="status">{isSaved ? words.generatedSaved : words.generatedFirst}</p>
    </fieldset>
  );
}

/** 64 characters, as the server makes them; FastSpring takes 100. */
export function generateSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(48));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
