import type { JSX } from 'preact';
import { fill } from '../../ui/texts.ts';
import { type PageContext, usePage } from '../page/page-context.ts';

/** Why FastSpring's last webhook was refused and what to do, until one is accepted. */
export function RefusedWebhook(): JSX.Element | null {
  const page = usePage();
  const text = refusedText(page);
  if (text === null) return null;
  return (
    <div class="pvf-box pvf-box-error">
      {/* Announced once: the time below changes with every look. */}
      <strong role="alert">{page.texts.connect.refused.title}</strong>
      <p>{text}</p>
    </div>
  );
}

/** null while webhooks are accepted, or none has come */
export function refusedText({ texts, formats, status, now }: PageContext): string | null {
  const { refused } = status.fastspring;
  return refused && fill(texts.connect.refused[refused.reason], { ago: formats.ago(refused.at, now) });
}
