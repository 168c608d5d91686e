import type { ComponentChild, JSX } from 'preact';
import type { CardView, SubscriptionView } from '../../server/api/card/payments-view.ts';
import { fill, type Texts } from '../ui/texts.ts';
import { ListSection } from './list-section.tsx';
import { usePanel } from './panel-context.ts';

const SUBSCRIPTIONS_AT_ONCE = 3;
/** FastSpring names a day, as the midnight before it, and charges at some hour of that day. */
const DAY_MS = 86_400_000;

export function Subscriptions({ view }: { view: CardView }): JSX.Element {
  const { texts } = usePanel();
  return (
    <ListSection
      title={texts.subscriptions.title}
      items={view.subscriptions}
      older={{ list: 'subscriptions', after: view.olderSubscriptions, idOf: ({ id }) => id }}
      few={SUBSCRIPTIONS_AT_ONCE}
      row={(subscription) => (
        <Subscription key={subscription.id} subscription={subscription} page={view.pages.subscription} />
      )}
    />
  );
}

function Subscription({ subscription, page }: { subscription: SubscriptionView; page: string }): JSX.Element {
  const { texts, formats, now } = usePanel();
  const words = texts.subscriptions;
  const { state, quantity, changes, startedAt, card } = subscription;
  const since = startedAt && fill(words.since, { day: formats.shortDay(startedAt, now) });
  return (
    <li>
      <div class="pvf-row">
        <span class="pvf-name">
          <bdi>{subscription.product}</bdi>
          {quantity > 1 && ` ${fill(words.quantity, { count: formats.number(quantity) })}`}
        </span>
        {!subscription.live && <span class="pvf-mark">{texts.orders.test}</span>}
        <span class={`pvf-state pvf-state-${state}`}>{words.state[state]}</span>
      </div>
      <p>{[subscription.priceText, since].filter(Boolean).join(' · ')}</p>
      {what(subscription, words, (time) => formats.day(time, now), texts, now)}
      {card && <p dir="auto">{card}</p>}
      {changes && (
        <details>
          <summary>{formats.plural(words.changes, changes.length)}</summary>
          {changes.map((change) => (
            <p key={change.at + change.text}>
              {formats.day(change.at, now)} · <span dir="auto">{change.text}</span>
            </p>
          ))}
        </details>
      )}
      {page && (
        <a href={page + encodeURIComponent(subscription.id)} target="_blank" rel="noreferrer">
          {texts.orders.openInFastSpring}
        </a>
      )}
    </li>
  );
}

/** Its next event, or its last one. */
function what(
  { state, trialEndsAt, overdueSince, endsAt, nextChargeAt }: SubscriptionView,
  words: Texts['subscriptions'],
  day: (time: string) => string,
  texts: Texts,
  now: number,
): ComponentChild {
  const line = (text: string, time?: string | null): ComponentChild => time && <p>{fill(text, { day: day(time) })}</p>;
  if (state === 'overdue') return line(words.overdueSince, overdueSince);
  if (state === 'canceled') return line(words.ends, endsAt);
  if (state === 'deactivated') return line(words.ended, endsAt);
  const due = state === 'trial' ? (trialEndsAt ?? nextChargeAt) : nextChargeAt;
  if (due && Date.parse(due) + DAY_MS <= now) return line(texts.lateChargeDay, due);
  return line(state === 'trial' ? words.trialEnds : texts.nextChargeDay, due);
}
