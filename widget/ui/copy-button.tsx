import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';

const CONFIRMED_FOR_MS = 2_000;

export function CopyButton(props: {
  content: string;
  label: string;
  copied: string;
  onCopied?: () => void;
}): JSX.Element {
  const [isCopied, setCopied] = useState(false);

  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), CONFIRMED_FOR_MS);
    return () => clearTimeout(timer);
  }, [isCopied]);

  const copy = (): void => {
    // Refused where the page may not write to the clipboard: the text is visible on the panel, to be selected by hand.
    navigator.clipboard.writeText(props.content).then(
      () => {
        setCopied(true);
        props.onCopied?.();
      },
      () => undefined,
    );
  };
  return (
    <button type="button" class="pvf-link" onClick={copy} aria-live="polite">
      {isCopied ? props.copied : props.label}
    </button>
  );
}
