import type { JSX } from 'preact';
import type { StatusView } from '../../../server/api/status/status-view.ts';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';
import type { PageFormats } from '../page/page-formats.ts';
import { goToSection, PageSection } from '../section/page-section.tsx';
import { AlarmEmail } from './alarm-email.tsx';

type Entry = StatusView['health'][number];

/** The account's problems, with their start and the remedy, and the address for alarms. */
export function HealthSection(): JSX.Element {
  const { texts, status, settings } = usePage();
  const words = texts.health;
  const { refused } = status.fastspring;
  const { hasWebhookSecret } = settings.fastspring;
  const problems = status.health.length + (refused === null ? 0 : 1) + (hasWebhookSecret ? 0 : 1);
  return (
    <PageSection name="health" count={problems}>
      {problems === 0 ? (
        <p class="pvf-good">{words.none}</p>
      ) : (
        <ul class="pvf-entries" aria-label={words.title}>
          {!hasWebhookSecret && <MissingSecret />}
          {refused && <RefusedEntry since={refused.at} />}
          {status.health.map((entry) => (
            <HealthEntry key={entry.code} entry={entry} />
          ))}
        </ul>
      )}
      <AlarmEmail />
    </PageSection>
  );
}

/** The remedy is there. */
function ToConnect(): JSX.Element {
  const { texts } = usePage();
  return (
    <p>
      <button type="button" class="pvf-link" onClick={() => goToSection('connect')}>
        {texts.connect.title}
      </button>
    </p>
  );
}

function MissingSecret(): JSX.Element {
  const { texts } = usePage();
  return (
    <li class="pvf-entry">
      <strong class="pvf-warn">{texts.connect.secret.isMissing}</strong>
      <ToConnect />
    </li>
  );
}

/** How to mend it stands where the address and the secret are. */
function RefusedEntry({ since }: { since: string }): JSX.Element {
  const { texts, formats } = usePage();
  return (
    <li class="pvf-entry">
      <time dateTime={since}>{fill(texts.health.since, { time: formats.moment(since) })}</time>
      <strong class="pvf-bad">{texts.connect.refused.title}</strong>
      <ToConnect />
    </li>
  );
}

function HealthEntry({ entry }: { entry: Entry }): JSX.Element {
  const { texts, formats } = usePage();
  const { title, facts, advice } = texts.health.entries[entry.code];
  return (
    <li class="pvf-entry">
      <time dateTime={entry.since}>{fill(texts.health.since, { time: formats.moment(entry.since) })}</time>
      <strong class="pvf-bad">{title}</strong>
      <p>{fill(facts, figuresIn(entry, formats))}</p>
      <p>{advice}</p>
    </li>
  );
}

function figuresIn({ code, figures }: Entry, { duration, number }: PageFormats): Readonly<Record<string, string>> {
  switch (code) {
    case 'webhook_silence':
      return { silent: duration(figures.silentHours), usual: duration(figures.usualHours) };
    case 'token_age':
      return { age: duration(24 * figures.days), left: duration(24 * figures.daysLeft) };
    case 'token_refused':
      return {};
    case 'oldest_waiting':
      return {
        waited: duration(figures.hours),
        events: number(figures.events),
        effects: number(figures.effects),
      };
    case 'failing_leads':
      return { leads: number(figures.leads), effects: number(figures.effects) };
  }
}
