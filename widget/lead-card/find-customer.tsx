import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { LazyForm } from './lazy-form.tsx';
import { usePanel } from './panel-context.ts';

/** Links a customer without a suggestion: a buyer with another e-mail address, or one unlinked by mistake. */
export function FindCustomer(): JSX.Element {
  const { texts } = usePanel();
  const [isOpen, setOpen] = useState(false);
  if (isOpen) return <LazyForm file="find-customer.js" onClose={() => setOpen(false)} />;
  return (
    <button type="button" class="pvf-link pvf-section" onClick={() => setOpen(true)}>
      {texts.find.open}
    </button>
  );
}
