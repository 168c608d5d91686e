import type { JSX } from 'preact';
import type { EventEffect, EventLogEntry } from '../../../server/api/events/events-view.ts';
import { fill } from '../../ui/texts.ts';
import { describeEffect } from '../catalog/describe-effect.ts';
import { eventName } from '../catalog/event-name.ts';
import { useCatalog, usePage } from '../page/page-context.ts';
import { reasonText } from './reason-text.ts';
import { RequestButton } from './request-button.tsx';

/** An event with its customer, its state and its effects, and a button to retry failed ones. */
export function EventRow({
  event,
  onReplayed,
}: {
  event: EventLogEntry;
  onReplayed: () => Promise<void>;
}): JSX.Element {
  const { texts, formats, now, api, leadPath, mayChange } = usePage();
  const sources: Readonly<Record<string, string>> = texts.events.sources;
  const reason = reasonText(texts, event.reason);
  const state = event.effects.some(({ status }) => status === 'failed') ? 'failed' : event.status;

  return (
    <li class="pvf-entry">
      <div class="pvf-entry-row">
        <div class="pvf-entry-text">
          <strong dir="auto">{event.text ?? eventName(texts, event.type)}</strong>
          {event.live === false && <span class="pvf-mark">{texts.events.test}</span>}
          <p class="pvf-quiet" dir="auto">
            <time dateTime={event.receivedAt} title={formats.moment(event.receivedAt)}>
              {formats.clock(Date.parse(event.receivedAt), now)}
            </time>
            {[event.type, event.customer?.email, sources[event.source]]
              .filter(Boolean)
              .map((part) => ` · ${part}`)
              .join('')}
          </p>
        </div>
        <span class={`pvf-event-state pvf-event-${state}`}>
          {event.repeated ? texts.events.repeated : texts.events.states[state]}
        </span>
      </div>
      {reason !== null && <p class="pvf-problem">{reason}</p>}
      {leadsOf(event.effects).map(({ leadId, leadName }) => (
        <div key={leadId} class="pvf-done">
          <a href={leadPath(leadId)} dir="auto">
            {leadName ?? `#${leadId}`}
          </a>
          <ul class="pvf-effects">
            {event.effects
              .filter((effect) => effect.leadId === leadId)
              .map((effect) => (
                <EffectLine key={effect.id} effect={effect} onRetried={onReplayed} />
              ))}
          </ul>
        </div>
      ))}
      {mayChange && state !== 'recorded' && (
        <RequestButton
          text={texts.events.replay}
          label={fill(texts.events.replayOf, { event: event.text ?? event.type })}
          request={() => api.replay(event.id)}
          onDone={onReplayed}
        />
      )}
    </li>
  );
}

/** Each lead once, with any of its effects. */
function leadsOf(effects: readonly EventEffect[]): readonly EventEffect[] {
  return effects.filter(({ leadId }, at) => effects.findIndex((other) => other.leadId === leadId) === at);
}

function EffectLine(props: { effect: EventEffect; onRetried: () => Promise<void> }): JSX.Element {
  const { effect, onRetried } = props;
  const { texts, formats, api, mayChange } = usePage();
  const catalog = useCatalog();
  const { content, status, lastError, doneAt } = effect;
  const kinds: Readonly<Record<string, string>> = texts.effects.kinds;
  const states: Readonly<Record<string, string>> = texts.effects.states;
  const description =
    content === null ? (kinds[effect.kind] ?? effect.kind) : describeEffect(content, { texts, formats, catalog });
  return (
    <li class={`pvf-effect pvf-effect-${status}`} title={doneAt === null ? undefined : formats.moment(doneAt)}>
      <span dir="auto">{description}</span>
      <small class={status === 'done' ? 'pvf-hidden' : 'pvf-quiet'}> · {states[status] ?? status}</small>
      {lastError !== null && (
        <p class={status === 'skipped' ? 'pvf-quiet' : 'pvf-problem'} dir="auto">
          {status === 'skipped' ? lastError : fill(texts.effects.error, { error: lastError })}
        </p>
      )}
      {mayChange && status === 'failed' && (
        <RequestButton
          text={texts.effects.retry}
          label={fill(texts.effects.retryOf, { effect: description })}
          request={() => api.retry(effect.id)}
          onDone={onRetried}
        />
      )}
    </li>
  );
}
