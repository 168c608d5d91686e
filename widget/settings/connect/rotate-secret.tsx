import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { ConfirmedButton } from '../../ui/confirmed-button.tsx';
import { usePage } from '../page/page-context.ts';
import { refusalText } from '../page/refusal-text.ts';

/** A new secret, here and in FastSpring, with one click; the secret is never typed or shown. */
export function RotateSecret(): JSX.Element {
  const { texts, settings, rotateWebhookSecret } = usePage();
  const { secret: words } = texts.connect;
  const { hasApiCredentials, isWebhookSecretUnconfirmed } = settings.fastspring;
  const [isDone, setDone] = useState(false);

  const rotate = async (): Promise<string | null> => {
    const refused = await rotateWebhookSecret();
    setDone(refused === null);
    return refused && refusalText(texts, refused);
  };
  return (
    <>
      {isWebhookSecretUnconfirmed && <p class="pvf-warn">{words.unconfirmed}</p>}
      {hasApiCredentials ? (
        <ConfirmedButton
          label={isWebhookSecretUnconfirmed ? words.rotateAgain : words.rotate}
          question={words.rotateQuestion}
          yes={words.rotateYes}
          no={texts.cancel}
          act={rotate}
        />
      ) : (
        <p class="pvf-quiet">{words.rotateNeedsCredentials}</p>
      )}
      <p role="status" class="pvf-good">
        {isDone && words.rotated}
      </p>
    </>
  );
}
