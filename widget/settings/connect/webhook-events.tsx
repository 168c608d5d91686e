import type { JSX } from 'preact';
import { eventName } from '../catalog/event-name.ts';
import { usePage } from '../page/page-context.ts';

/** What else to set in FastSpring, where the address is pasted: the expansion, and the events by FastSpring's names. */
export function WebhookEvents(): JSX.Element {
  const { texts, settings } = usePage();
  const { address } = texts.connect;
  return (
    <>
      <p class="pvf-quiet">{address.expansion}</p>
      <details>
        <summary>{address.events}</summary>
        <p class="pvf-quiet">{address.eventsHint}</p>
        <ul class="pvf-lines">
          {settings.fastspring.webhookEvents.map((type) => (
            <li key={type}>
              <code>{type}</code> <span class="pvf-quiet">{eventName(texts, type)}</span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}
