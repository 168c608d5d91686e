import { useEffect, useState } from 'preact/hooks';
import { placeOf, type SectionName } from '../section/page-section.tsx';

/** The section that the reader looks at: the last one that has reached the navigation; null above the first. */
export function useCurrentSection(sections: readonly SectionName[]): SectionName | null {
  const [current, setCurrent] = useState<SectionName | null>(null);
  const names = sections.join();
  useEffect(() => {
    const look = (): void => {
      setCurrent(sections.findLast((name) => (placeOf(name) ?? Number.POSITIVE_INFINITY) <= 0) ?? null);
    };
    look();
    // Kommo's page may scroll as a whole or in any of its parts, and scrolling does not bubble.
    document.addEventListener('scroll', look, { capture: true, passive: true });
    return () => document.removeEventListener('scroll', look, true);
  }, [names]);
  return current;
}
