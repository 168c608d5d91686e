import { useState } from 'preact/hooks';
import { type FormName, sectionOf } from '../section/section-names.ts';
import type { PageContext } from './page-context.ts';

/** The forms with unsaved changes, by their sections. */
export function useUnsavedForms(): Pick<PageContext, 'unsaved' | 'noteUnsaved'> {
  const [forms, setForms] = useState<readonly FormName[]>([]);
  return {
    unsaved: [...new Set(forms.map(sectionOf))],
    noteUnsaved(form, isUnsaved) {
      setForms((before) => [...before.filter((other) => other !== form), ...(isUnsaved ? [form] : [])]);
    },
  };
}
