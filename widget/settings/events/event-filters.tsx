import type { JSX } from 'preact';
import { eventName } from '../catalog/event-name.ts';
import { Field } from '../form/field.tsx';
import { useCatalog, usePage } from '../page/page-context.ts';

export interface EventFilter {
  readonly status: string;
  readonly type: string;
  readonly email: string;
}

export const NO_FILTER: EventFilter = { status: '', type: '', email: '' };

const STATUSES = ['failed', 'unreadable', 'unknown', 'received', 'recorded'] as const;

/** Everybody may read events, so these stay enabled for readers who may change nothing. */
export function EventFilters(props: { filter: EventFilter; onChange: (filter: EventFilter) => void }): JSX.Element {
  const { filter, onChange } = props;
  const { texts } = usePage();
  const { eventTypes } = useCatalog();
  const states = STATUSES.map((status) => ({ value: status, label: texts.events.states[status] }));
  const types = eventTypes.map((type) => ({ value: type, label: eventName(texts, type) }));
  return (
    <search class="pvf-inline" aria-label={texts.events.filter}>
      <Choice
        label={texts.events.state}
        value={filter.status}
        options={states}
        onChange={(status) => onChange({ ...filter, status })}
      />
      <Choice
        label={texts.events.type}
        value={filter.type}
        options={types}
        onChange={(type) => onChange({ ...filter, type })}
      />
      <Field label={texts.events.email}>
        {(attributes) => (
          <input
            {...attributes}
            disabled={false}
            class="pvf-input"
            type="search"
            value={filter.email}
            onInput={(event) => onChange({ ...filter, email: event.currentTarget.value })}
          />
        )}
      </Field>
    </search>
  );
}

function Choice(props: {
  label: string;
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}): JSX.Element {
  const { texts } = usePage();
  return (
    <Field label={props.label}>
      {(attributes) => (
        <select
          {...attributes}
          disabled={false}
          class="pvf-input"
          value={props.value}
          onChange={(event) => props.onChange(event.currentTarget.value)}
        >
          <option value="">{texts.events.all}</option>
          {props.options.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
