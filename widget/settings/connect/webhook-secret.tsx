import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { fill } from '../../ui/texts.ts';
import { TextField } from '../form/text-field.tsx';
import { usePage } from '../page/page-context.ts';
import { RefusalMessage } from '../page/refusal-message.tsx';
import { refusalText } from '../page/refusal-text.ts';
import { GeneratedSecret, generateSecret } from './generated-secret.tsx';
import { RotateSecret } from './rotate-secret.tsx';
import { useConnectionForm } from './use-connection-form.ts';

/** The secret that FastSpring signs with. During a change, the previous one is accepted too. */
export function WebhookSecret(): JSX.Element {
  const { texts, settings, mayChange } = usePage();
  const { secret: words } = texts.connect;
  const { hasWebhookSecret } = settings.fastspring;
  const [secret, setSecret] = useState('');
  const [generated, setGenerated] = useState<string | null>(null);
  const form = useConnectionForm('webhookSecret', secret !== '');

  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const refused = await form.save({ webhookSecret: secret }, hasWebhookSecret ? words.replaced : words.saved);
    if (refused === null) setSecret('');
  };
  const edit = (value: string): void => {
    setSecret(value);
    form.edited();
  };
  const generate = (): void => {
    const made = generateSecret();
    setGenerated(made);
    edit(made);
  };
  return (
    <form class="pvf-block" onSubmit={(event) => void save(event)}>
      <h3>{words.title}</h3>
      <p class={hasWebhookSecret ? 'pvf-good' : 'pvf-quiet'}>{hasWebhookSecret ? words.isSaved : words.isMissing}</p>
      <PreviousSecret form={form} />
      {mayChange && <RotateSecret />}
      {mayChange && (
        <div class="pvf-inline">
          <TextField
            label={hasWebhookSecret ? words.replace : words.enter}
            type="password"
            value={secret}
            problem={form.problemAt('webhookSecret')}
            onChange={(value) => {
              // Somebody else's secret is typed: the generated one is not wanted.
              setGenerated(null);
              edit(value);
            }}
          />
          <button type="submit" class="pvf-button" disabled={form.isSaving || secret.trim() === ''}>
            {words.save}
          </button>
          <button type="button" class="pvf-link" disabled={form.isSaving} onClick={generate}>
            {words.generate}
          </button>
        </div>
      )}
      {generated !== null && <GeneratedSecret secret={generated} isSaved={secret !== generated} />}
      <p role="status" class="pvf-good">
        {form.saved}
      </p>
      <RefusalMessage refusal={form.refusal} />
    </form>
  );
}

/** Until when the previous one is accepted, which can be ended at once. */
function PreviousSecret({ form }: { form: ReturnType<typeof useConnectionForm> }): JSX.Element | null {
  const { texts, formats, settings, mayChange, now } = usePage();
  const { secret: words } = texts.connect;
  const { previousWebhookSecretEndsAt: endsAt } = settings.fastspring;

  const end = async (): Promise<string | null> => {
    const refused = await form.save({ previousWebhookSecret: null }, words.previousEnded);
    return refused && refusalText(texts, refused);
  };
  if (endsAt === null || Date.parse(endsAt) <= now) return null;
  return (
    <p>
      {fill(words.previousAccepted, { time: formats.moment(endsAt) })}{' '}
      {mayChange && (
        <ConfirmedButton
          label={words.endPrevious}
          question={words.endPreviousQuestion}
          yes={words.endPreviousYes}
          no={texts.cancel}
          act={end}
        />
      )}
    </p>
  );
}
