import { useRef, useState } from 'preact/hooks';
import type { SettingsView } from '../../../server/api/settings/settings-view.ts';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import type { Answer, Refusal } from '../../client/answer.ts';
import type { Doubts, SettingsApi, SettingsChange } from '../api/settings-api.ts';
import { same } from '../section/same.ts';

interface Known {
  readonly view: SettingsView;
  readonly etag: string | null;
}

export interface SavedSettings {
  readonly view: SettingsView | null;
  read(): Promise<Refusal | null>;
  /** @returns the settings as stored */
  save(change: SettingsChange, doubts: Doubts): Promise<Answer<SettingsView>>;
  changeWebhookAddress(): Promise<Refusal | null>;
  rotateWebhookSecret(): Promise<Refusal | null>;
}

/** The server's settings, and the only way to change them. */
export function useSettings(api: SettingsApi): SavedSettings {
  const [view, setView] = useState<SettingsView | null>(null);
  const known = useRef<Known | null>(null);

  const learn = (next: Known): void => {
    known.current = next;
    setView(next.view);
  };
  const learnFrom = (answer: Answer<SettingsView>): Refusal | null => {
    if (!answer.ok) return answer.refusal;
    learn({ view: answer.body, etag: answer.etag });
    return null;
  };
  const read = async (): Promise<Refusal | null> => learnFrom(await api.readSettings());

  /**
   * Somebody else may have saved meanwhile. If they changed another part, both changes are saved; if it is the same
   * part, ours is not saved before the reader has compared it with theirs.
   */
  const save: SavedSettings['save'] = async (change, doubts) => {
    const before = known.current;
    const answer = await api.saveSettings(change, before?.etag ?? null, doubts);
    if (answer.ok) {
      learn({ view: answer.body, etag: answer.etag });
      return answer;
    }
    if (answer.refusal.code !== 'settings_changed') return answer;
    const refusal = await read();
    if (refusal !== null) return { ok: false, refusal };
    return touchesSameParts(change, before?.view, known.current?.view) ? answer : save(change, doubts);
  };

  /** Even without an answer the secret may have been set; the settings, read again, say whether it is confirmed. */
  const rotateWebhookSecret = async (): Promise<Refusal | null> => {
    const refusal = learnFrom(await api.rotateWebhookSecret());
    if (refusal === null) return null;
    await read();
    return refusal.code === 'unreachable' ? { ...refusal, code: 'rotation_unconfirmed' } : refusal;
  };

  return {
    view,
    read,
    save,
    changeWebhookAddress: async () => learnFrom(await api.changeWebhookAddress()),
    rotateWebhookSecret,
  };
}

/** A secret cannot be compared, so the connection always counts as the same part. */
function touchesSameParts(
  change: SettingsChange,
  before: SettingsView | undefined,
  after: SettingsView | undefined,
): boolean {
  const { fastspring, ...parts } = change;
  const names: readonly string[] = Object.keys(parts);
  const isTouched = (name: string): boolean => !same(partOf(before, name), partOf(after, name));
  return fastspring !== undefined || names.some(isTouched);
}

function partOf(settings: Settings | undefined, name: string): unknown {
  return settings && Reflect.get(settings, name);
}
