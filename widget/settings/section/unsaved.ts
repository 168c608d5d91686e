import { useEffect } from 'preact/hooks';
import { usePage } from '../page/page-context.ts';
import type { FormName } from './section-names.ts';

/** Tells the page whether this form has changes that would be lost or forgotten if the reader left now. */
export function useUnsaved(form: FormName, isUnsaved: boolean): void {
  const { noteUnsaved } = usePage();
  useEffect(() => {
    if (!isUnsaved) return;
    noteUnsaved(form, true);
    return () => noteUnsaved(form, false);
  }, [isUnsaved]);
}
