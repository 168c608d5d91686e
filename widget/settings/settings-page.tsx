import { type JSX, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { KommoHost } from '../kommo-host.ts';
import type { Locale } from '../kommo-widget.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { askConnection, type ConnectionAnswer } from './connection-api.ts';

type Texts = Locale['connection'];

/** Shows the settings in the page that Kommo opened for them; its element may come a moment after the callback. */
export async function showSettingsPage(host: KommoHost): Promise<void> {
  const texts = host.texts('connection');
  const place = await host.settingsPlace();
  if (!texts || !place) return;
  await host.loadStyle();
  const root = place.querySelector('.payments-via-fastspring') ?? document.createElement('div');
  root.className = 'payments-via-fastspring pvf-page';
  place.append(root);
  render(<ConnectionSection host={host} texts={texts} />, root);
}

/** Where FastSpring's webhooks go, and the secret that they are signed with. */
function ConnectionSection({ host, texts }: { host: KommoHost; texts: Texts }): JSX.Element {
  const [answer, setAnswer] = useState<ConnectionAnswer | null>(null);
  const [secret, setSecret] = useState('');
  const [isSaved, setSaved] = useState(false);
  const connection = answer?.ok ? answer.connection : null;

  const ask = async (webhookSecret?: string): Promise<void> => {
    const next = await askConnection(host, webhookSecret);
    setAnswer(next);
    setSaved(next.ok && webhookSecret !== undefined);
    if (next.ok) setSecret('');
  };
  useEffect(() => void ask(), []);

  const save = (event: Event): void => {
    event.preventDefault();
    void ask(secret);
  };
  return (
    <form class="pvf-message" onSubmit={save}>
      <h2>{texts.title}</h2>
      {connection && (
        <p>
          {texts.address}
          <br />
          <code>{connection.webhookUrl}</code>{' '}
          <CopyButton content={connection.webhookUrl} label={texts.copy} copied={texts.copied} />
        </p>
      )}
      <label>
        {connection?.hasWebhookSecret ? texts.replaceSecret : texts.secret}
        <br />
        <input
          type="password"
          autocomplete="off"
          maxLength={100}
          required
          value={secret}
          onInput={(event) => setSecret(event.currentTarget.value)}
        />
      </label>{' '}
      <button type="submit" class="pvf-button">
        {texts.save}
      </button>
      <p role="status">{answer && !answer.ok ? (answer.problem ?? texts.unreachable) : isSaved && texts.saved}</p>
    </form>
  );
}
