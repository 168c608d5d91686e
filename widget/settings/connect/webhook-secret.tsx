import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { fill } from '../../ui/texts.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { refusalText } from '../page/refusal-text.ts';
import { RotateSecret } from './rotate-secret.tsx';
import { useConnectionForm } from './use-connection-form.ts';

/** The secret that FastSpring signs with. During a change, the previous one is accepted too. */
export function WebhookSecret(): JSX.Element {
  const { texts, formats, settings, mayChange } = usePage();
  const { secret: words } = texts.connect;
  const { hasWebhookSecret, previousWebhookSecretEndsAt } = settings.fastspring;
  const [secret, setSecret] = useState('');
  const form = useConnectionForm();

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const refused = await form.save({ webhookSecret: secret }, hasWebhookSecret ? words.replaced : words.saved);
    if (refused === null) setSecret('');
  };
  const endPrevious = async (): Promise<string | null> => {
    const refused = await form.save({ previousWebhookSecret: null }, words.previousEnded);
    return refused && refusalText(texts, refused);
  };
  return (
    <form class="pvf-block" onSubmit={(event) => void save(event)}>
      <h3>{words.title}</h3>
      <p class={hasWebhookSecret ? 'pvf-good' : 'pvf-quiet'}>{hasWebhookSecret ? words.isSaved : words.isMissing}</p>
      {previousWebhookSecretEndsAt !== null && (
        <p>
          {fill(words.previousAccepted, { time: formats.moment(previousWebhookSecretEndsAt) })}{' '}
          {mayChange && (
            <ConfirmedButton
              label={words.endPrevious}
              question={words.endPreviousQuestion}
              yes={words.endPreviousYes}
              no={texts.cancel}
              act={endPrevious}
            />
          )}
        </p>
      )}
      {mayChange && <RotateSecret />}
      {mayChange && (
        <div class="pvf-inline">
          <TextField
            label={hasWebhookSecret ? words.replace : words.enter}
            type="password"
            value={secret}
            problem={form.problemAt('webhookSecret')}
            onChange={(value) => {
              setSecret(value);
              form.edited();
            }}
          />
          <button type="submit" class="pvf-button" disabled={form.isSaving || secret.trim() === ''}>
            {words.save}
          </button>
        </div>
      )}
      <p role="status" class="pvf-good">
        {form.saved}
      </p>
      <RefusalMessage refusal={form.refusal} />
    </form>
  );
}
