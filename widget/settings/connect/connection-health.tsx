import type { JSX } from 'preact';
import { pausedText } from '../operations/paused-text.ts';
import { usePage } from '../page/page-context.ts';

/** The state of both connections, in words and with times. */
export function ConnectionHealth(): JSX.Element {
  const { texts, formats, status, now } = usePage();
  const { health } = texts.connect;
  const states: Readonly<Record<string, string>> = health.kommoStates;
  const { lastWebhookAt } = status.fastspring;
  const { events, effects, customers } = status.backlog;
  const waiting = events + effects + customers;
  const failed = status.failed.events + status.failed.effects;
  const isConnected = status.kommo.state === 'connected';
  return (
    <dl class="pvf-facts">
      <dt>{health.kommo}</dt>
      <dd class={isConnected ? 'pvf-good' : 'pvf-bad'}>{states[status.kommo.state] ?? status.kommo.state}</dd>
      {status.kommo.pausedUntil !== null && (
        <>
          <dt>{health.paused}</dt>
          <dd class="pvf-warn">{formats.moment(status.kommo.pausedUntil)}</dd>
        </>
      )}
      {status.pause !== null && (
        <>
          <dt>{texts.operations.pause.title}</dt>
          <dd class="pvf-warn" dir="auto">
            {pausedText(texts, formats, status.pause)}
          </dd>
        </>
      )}
      <dt>{health.lastWebhook}</dt>
      <dd class={lastWebhookAt === null ? 'pvf-quiet' : 'pvf-good'}>
        {lastWebhookAt === null ? (
          health.noWebhook
        ) : (
          <time dateTime={lastWebhookAt}>
            {formats.moment(lastWebhookAt)} ({formats.ago(lastWebhookAt, now)})
          </time>
        )}
      </dd>
      {status.fastspring.lacksExpansion && (
        <>
          <dt>{health.expansion}</dt>
          <dd class="pvf-warn">{health.expansionOff}</dd>
        </>
      )}
      <dt>{health.waiting}</dt>
      <dd>{waiting === 0 ? health.nothingWaiting : formats.plural(health.waitingCount, waiting)}</dd>
      <dt>{health.failed}</dt>
      <dd class={failed === 0 ? undefined : 'pvf-bad'}>
        {failed === 0 ? health.nothingFailed : formats.plural(health.failedCount, failed)}
      </dd>
      <MissingEmails />
    </dl>
  );
}

/** Payments without a lead so far, and the setting to switch on. */
function MissingEmails(): JSX.Element | null {
  const { texts, formats, status } = usePage();
  const { health } = texts.connect;
  const { missingEmails } = status;
  if (missingEmails === null) return null;
  return (
    <>
      <dt>{health.missingEmails}</dt>
      <dd class="pvf-warn">
        {formats.plural(health.missingEmailsCount, missingEmails.customers)}.{' '}
        {health.missingEmailCauses[missingEmails.cause]}
      </dd>
    </>
  );
}
