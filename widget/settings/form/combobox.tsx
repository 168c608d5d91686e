import type { JSX, TargetedKeyboardEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import { type ControlAttributes, Field } from './field.tsx';

export interface ComboboxOption {
  /** unique in the list */
  readonly id: string;
  readonly label: string;
  /** a second, quiet line */
  readonly detail?: string;
}

interface ComboboxProps<Option extends ComboboxOption> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly problem: SettingsProblem | null;
  readonly text: string;
  readonly options: readonly Option[];
  /** below the options, e.g. why there are none */
  readonly status: string | null;
  readonly onType: (text: string) => void;
  readonly onChoose: (option: Option) => void;
  readonly onOpen: () => void;
  /** the text was left as it is */
  readonly onLeave: () => void;
}

/**
 * A text field with a list of suggestions: any text may be entered. ARIA's pattern, with the focus in the field:
 * https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function Combobox<Option extends ComboboxOption>(props: ComboboxProps<Option>): JSX.Element {
  return (
    <Field label={props.label} hint={props.hint} problem={props.problem}>
      {(attributes) => <ComboboxInput {...props} attributes={attributes} />}
    </Field>
  );
}

function ComboboxInput<Option extends ComboboxOption>(
  props: ComboboxProps<Option> & { attributes: ControlAttributes },
): JSX.Element {
  const { text, options, status, attributes } = props;
  const id = useId();
  const { isShown, active, open, close, setActive, choose, press } = useList(props);
  return (
    <div class="pvf-combobox">
      <input
        {...attributes}
        class="pvf-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-autocomplete="list"
        aria-expanded={isShown}
        aria-controls={isShown ? `${id}-list` : undefined}
        aria-activedescendant={active === -1 ? undefined : optionId(id, active)}
        value={text}
        onInput={(event) => {
          setActive(null);
          open();
          props.onType(event.currentTarget.value);
        }}
        onClick={open}
        onKeyDown={press}
        onBlur={() => {
          close();
          props.onLeave();
        }}
      />
      {isShown && (
        <div class="pvf-options">
          <Options id={id} label={props.label} options={options} active={active} onChoose={choose} />
          {status !== null && (
            <p class="pvf-quiet" role="status">
              {status}
            </p>
          )}
        </div>
      )}
    </div>
  );
}

const optionId = (id: string, index: number): string => `${id}-option-${index}`;

/** Whether the list is shown, which option is active, and what the keys do. */
function useList<Option extends ComboboxOption>(props: ComboboxProps<Option> & { attributes: ControlAttributes }) {
  const { options, status, attributes } = props;
  const [isOpen, setOpen] = useState(false);
  const [activeId, setActive] = useState<string | null>(null);
  const isShown = isOpen && (options.length > 0 || status !== null);
  const active = options.findIndex(({ id }) => id === activeId);

  const open = (): void => {
    if (attributes.disabled || isOpen) return;
    setOpen(true);
    props.onOpen();
  };
  const close = (): void => {
    setOpen(false);
    setActive(null);
  };
  const choose = (option: Option): void => {
    close();
    props.onChoose(option);
  };
  /** Beyond the ends is the text itself. */
  const move = (step: 1 | -1): void => {
    const places = options.length + 1;
    const next = (active + 1 + step + places) % places;
    setActive(options[next - 1]?.id ?? null);
  };
  /** null where the key keeps its usual meaning */
  const actionOf = (key: string): (() => void) | null => {
    if (key === 'ArrowDown' || key === 'ArrowUp') return isShown ? () => move(key === 'ArrowDown' ? 1 : -1) : open;
    if (!isShown) return null;
    if (key === 'Escape') return close;
    if (key !== 'Enter') return null;
    const chosen = options[active] ?? (options.length === 1 ? options[0] : undefined);
    return chosen === undefined ? close : () => choose(chosen);
  };
  const press = (event: TargetedKeyboardEvent<HTMLInputElement>): void => {
    const act = actionOf(event.key);
    if (act === null || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return { isShown, active, open, close, setActive, choose, press };
}

function Options<Option extends ComboboxOption>(props: {
  id: string;
  label: string;
  options: readonly Option[];
  active: number;
  onChoose: (option: Option) => void;
}): JSX.Element {
  const { id, label, options, active, onChoose } = props;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      id={`${id}-list`}
      role="listbox"
      aria-label={label}
      tabIndex={-1}
      ref={list}
      // Taking the focus from the field would close the list before a click arrives.
      onMouseDown={(event) => event.preventDefault()}
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the focus, and with it the keys
        <div
          key={option.id}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === active}
          tabIndex={-1}
          onClick={() => onChoose(option)}
        >
          <span dir="auto">{option.label}</span>
          {option.detail && <small class="pvf-quiet">{option.detail}</small>}
        </div>
      ))}
    </div>
  );
}
