import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

/** This many rows are drawn in one frame without a stutter. */
const ROWS_PER_FRAME = 40;
/** From this many rows on the list scrolls by itself, so that the content below stays in reach. */
const SCROLLS_FROM = 20;

/** The first few of a list, all of them on demand, then more. Long lists are drawn over several frames. */
export function LongList<Item>(props: {
  items: readonly Item[];
  few: number;
  label: string;
  row: (item: Item) => JSX.Element;
  showAll: string;
  showFewer: string;
  /** adds to `items`; resolves with what follows these, null for nothing */
  more?: { label: string; show: () => Promise<unknown> } | null;
  /** below the list */
  children?: ComponentChildren;
}): JSX.Element {
  const { items, few, more } = props;
  const box = useRef<HTMLUListElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [drawn, setDrawn] = useState(few);
  const wanted = isOpen ? items.length : few;

  useEffect(() => {
    if (drawn >= wanted) return;
    const frame = requestAnimationFrame(() => setDrawn(Math.min(drawn + ROWS_PER_FRAME, wanted)));
    return () => cancelAnimationFrame(frame);
  }, [drawn, wanted]);

  const toggle = (): void => {
    setOpen(!isOpen);
    setDrawn(few);
  };
  const showMore = async (): Promise<void> => {
    setOpen(true);
    // The button goes with the last of them, and takes the focus with it.
    if (more && !(await more.show())) box.current?.focus();
  };
  const scrolls = isOpen && items.length >= SCROLLS_FROM;
  return (
    <>
      <ul
        ref={box}
        class={scrolls ? 'pvf-list pvf-list-scrolls' : 'pvf-list'}
        aria-label={props.label}
        tabIndex={scrolls ? 0 : -1}
      >
        {items.slice(0, drawn).map(props.row)}
      </ul>
      {more && (isOpen || items.length <= few) && (
        <button type="button" class="pvf-link" onClick={showMore}>
          {more.label}
        </button>
      )}
      {items.length > few && (
        <button type="button" class="pvf-link" aria-expanded={isOpen} onClick={toggle}>
          {isOpen ? props.showFewer : props.showAll}
        </button>
      )}
      {props.children}
    </>
  );
}
