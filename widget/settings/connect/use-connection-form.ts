import { useEffect, useState } from 'preact/hooks';
import type { SettingsProblem } from '../../../server/rules/settings/settings-problems.ts';
import type { Refusal } from '../../client/answer.ts';
import type { ConnectionChange, Doubts } from '../api/settings-api.ts';
import { usePage } from '../page/page-context.ts';
import { useUnsaved } from '../section/unsaved.ts';

/**
 * Saves a part of the connection. The typed values are secret, so they are kept only in the form: a reload of the page
 * forgets them, after a warning.
 */
export function useConnectionForm(name: 'apiCredentials' | 'webhookSecret', isTyped: boolean) {
  const page = usePage();
  useUnsaved(name, isTyped);
  const [isSaving, setSaving] = useState(false);
  const [saved, setSaved] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const { lastWebhookAt, refused } = page.status.fastspring;
  // What was to be expected of the next webhook has come, or has not.
  useEffect(() => setSaved(null), [lastWebhookAt, refused?.at]);

  return {
    isSaving,
    saved,
    /** null also when the error is shown beside a field */
    refusal: refusal?.code === 'settings_invalid' ? null : refusal,
    problemAt: (path: string): SettingsProblem | null =>
      refusal?.problems.find((problem) => problem.path === `fastspring.${path}`) ?? null,
    edited(): void {
      setSaved(null);
      setRefusal(null);
    },
    /** @param done the message afterwards */
    async save(change: ConnectionChange, done: string, doubts: Doubts = 'refuse'): Promise<Refusal | null> {
      setSaving(true);
      setSaved(null);
      const answer = await page.save({ fastspring: change }, doubts);
      const refused = answer.ok ? null : answer.refusal;
      setSaving(false);
      setRefusal(refused);
      setSaved(refused === null ? done : null);
      return refused;
    },
  };
}
