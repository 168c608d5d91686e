import { useEffect, useRef, useState } from 'preact/hooks';

export interface LeaveGuard {
  /** whether the reader pressed a link that leads away, and has not decided yet */
  readonly isAsking: boolean;
  stay(): void;
  leave(): void;
}

/**
 * Asks before unsaved changes are left. The browser's own question covers a reload and a closed tab, and may not come
 * inside a frame. Kommo changes its pages without loading any, so links are stopped too, its own among them.
 */
export function useLeaveGuard(isUnsaved: boolean): LeaveGuard {
  const [asked, setAsked] = useState<HTMLAnchorElement | null>(null);
  const allowed = useRef<HTMLAnchorElement | null>(null);
  useEffect(() => {
    if (!isUnsaved) return setAsked(null);
    const warn = (event: BeforeUnloadEvent): void => {
      if (allowed.current === null) event.preventDefault();
    };
    const stop = (event: MouseEvent): void => {
      const link = linkAway(event);
      if (link === null || link === allowed.current) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      allowed.current = null;
      setAsked(link);
    };
    window.addEventListener('beforeunload', warn);
    document.addEventListener('click', stop, true);
    return () => {
      window.removeEventListener('beforeunload', warn);
      document.removeEventListener('click', stop, true);
    };
  }, [isUnsaved]);

  return {
    isAsking: asked !== null,
    stay() {
      asked?.focus();
      setAsked(null);
    },
    leave() {
      allowed.current = asked;
      setAsked(null);
      asked?.click();
    },
  };
}

/** The pressed link, if it replaces this page; null otherwise. */
function linkAway(event: MouseEvent): HTMLAnchorElement | null {
  const { target, button, ctrlKey, metaKey, shiftKey, altKey } = event;
  if (button !== 0 || ctrlKey || metaKey || shiftKey || altKey) return null;
  const link = target instanceof Element ? target.closest('a') : null;
  const isElsewhere = link?.target !== '' && link?.target !== '_self';
  if (link === null || isElsewhere || link.hasAttribute('download')) return null;
  return /^https?:$/.test(link.protocol) && !link.getAttribute('href')?.startsWith('#') ? link : null;
}
