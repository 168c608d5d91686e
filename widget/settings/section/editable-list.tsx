import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { fill } from '../../ui/texts.ts';
import { usePage } from '../page/page-context.ts';

interface EditableListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  /** the buttons' name for an item, for readers who cannot see its row */
  readonly nameOf: (item: Item) => string;
  readonly row: (item: Item, isOpen: boolean) => JSX.Element;
  readonly form: (item: Item, index: number, change: (next: Item) => void) => JSX.Element;
  readonly empty: string;
  /** the item with a refused value, to open its form; a new object opens it again */
  readonly wrong: { readonly index: number } | null;
  /** the ways to add an entry, which opens its form */
  readonly add: (append: (item: Item) => void) => JSX.Element | null;
  readonly onChange: (items: readonly Item[]) => void;
}

/** Entries in a significant order. An entry's form opens in its place. */
export function EditableList<Item>(props: EditableListProps<Item>): JSX.Element {
  const { items, add, onChange, wrong } = props;
  const { mayChange } = usePage();
  const [open, setOpen] = useState<number | null>(null);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wrong !== null) setOpen(wrong.index);
  }, [wrong]);

  const replace = (index: number, next: Item): void => onChange(items.with(index, next));
  const remove = (index: number): void => {
    setOpen(null);
    onChange(items.toSpliced(index, 1));
    // The focused button disappears; without this the keyboard would start again at the top of the page.
    whole.current?.focus();
  };
  const moveUp = (index: number): void => {
    const [above, below] = items.slice(index - 1, index + 1);
    if (above === undefined || below === undefined) return;
    setOpen(null);
    onChange(items.toSpliced(index - 1, 2, below, above));
  };
  const append = (item: Item): void => {
    setOpen(items.length);
    onChange([...items, item]);
  };
  return (
    <div class="pvf-editable" ref={whole} tabIndex={-1}>
      {items.length === 0 ? (
        <p class="pvf-quiet">{props.empty}</p>
      ) : (
        <ol class="pvf-entries" aria-label={props.label}>
          {items.map((item, index) => (
            <Entry
              key={index}
              isOpen={open === index}
              name={props.nameOf(item)}
              row={props.row(item, open === index)}
              onOpen={() => setOpen(open === index ? null : index)}
              onRemove={() => remove(index)}
              onMoveUp={index === 0 ? null : () => moveUp(index)}
            >
              {() => props.form(item, index, (next) => replace(index, next))}
            </Entry>
          ))}
        </ol>
      )}
      {mayChange && add(append)}
    </div>
  );
}

function Entry(props: {
  isOpen: boolean;
  name: string;
  row: JSX.Element;
  onOpen: () => void;
  onRemove: () => void;
  onMoveUp: (() => void) | null;
  children: () => JSX.Element;
}): JSX.Element {
  const { texts, mayChange } = usePage();
  const form = useRef<HTMLDivElement>(null);
  // Before the next key is pressed.
  useLayoutEffect(() => {
    if (props.isOpen) form.current?.querySelector<HTMLElement>('input, select, textarea')?.focus();
  }, [props.isOpen]);
  const named = (template: string): string => fill(template, { name: props.name });
  return (
    <li class={props.isOpen ? 'pvf-entry pvf-entry-open' : 'pvf-entry'}>
      <div class="pvf-entry-row">
        <div class="pvf-entry-text">{props.row}</div>
        {mayChange && (
          <div class="pvf-actions">
            {props.onMoveUp && (
              <button type="button" class="pvf-link" aria-label={named(texts.list.upOf)} onClick={props.onMoveUp}>
                {texts.list.up}
              </button>
            )}
            <button
              type="button"
              class="pvf-link"
              aria-expanded={props.isOpen}
              aria-label={named(props.isOpen ? texts.list.closeOf : texts.list.editOf)}
              onClick={props.onOpen}
            >
              {props.isOpen ? texts.list.close : texts.list.edit}
            </button>
            <button type="button" class="pvf-link" aria-label={named(texts.list.removeOf)} onClick={props.onRemove}>
              {texts.list.remove}
            </button>
          </div>
        )}
      </div>
      {props.isOpen && (
        <div class="pvf-form" ref={form}>
          {props.children()}
        </div>
      )}
    </li>
  );
}
