import { useEffect, useState } from 'preact/hooks';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { FastspringCheckView } from '../../../server/api/settings/fastspring-check-view.ts';
import type { StatusView } from '../../../server/api/status/status-view.ts';
import type { Refusal } from '../../client/answer.ts';
import type { SettingsApi } from '../api/settings-api.ts';
import { readCopied, rememberCopied } from './copied-address.ts';
import { type SavedSettings, useSettings } from './use-settings.ts';

/** ms between two readings of the checklist's facts while the page is visible: it turns green by itself. */
const LOOK_AGAIN_MS = 10_000;

export interface PageState {
  readonly settings: SavedSettings;
  readonly status: StatusView | null;
  /** why there is no page at all */
  readonly failure: Refusal | null;
  readonly catalog: CatalogView | null;
  readonly catalogFailure: Refusal | null;
  readonly credentials: FastspringCheckView['verdict'] | null;
  readonly isAddressCopied: boolean;
  noteAddressCopied(): void;
  load(): Promise<void>;
  loadCatalog(how: 'remembered' | 'fresh'): Promise<void>;
  refreshStatus(): Promise<void>;
  checkCredentials(): Promise<void>;
}

/** The page's data. Kommo may be down, so the data that depends on it is separate from the rest. */
export function usePageState(api: SettingsApi): PageState {
  const settings = useSettings(api);
  const [status, setStatus] = useState<StatusView | null>(null);
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [catalog, setCatalog] = useState<CatalogView | null>(null);
  const [catalogFailure, setCatalogFailure] = useState<Refusal | null>(null);

  const address = settings.view?.fastspring.webhookUrl ?? null;
  const [copied, setCopied] = useState<string | null>(readCopied);

  const refreshStatus = async (): Promise<void> => {
    const answer = await api.readStatus();
    if (answer.ok) setStatus(answer.body);
    else setFailure(answer.refusal);
  };
  const load = async (): Promise<void> => {
    const refusal = await settings.read();
    setFailure(refusal);
    if (refusal === null) await refreshStatus();
  };
  /** Remembered data is shown at once; a new stage in Kommo arrives with the fresh data. */
  const loadCatalog = async (how: 'remembered' | 'fresh'): Promise<void> => {
    const answer = await api.readCatalog(how);
    if (answer.ok) setCatalog(answer.body);
    setCatalogFailure(answer.ok ? null : answer.refusal);
  };
  useEffect(() => {
    void load();
    void loadCatalog('remembered').then(() => loadCatalog('fresh'));
    const timer = setInterval(() => {
      if (!document.hidden) void refreshStatus();
    }, LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, []);

  const hasCredentials = settings.view?.fastspring.hasApiCredentials === true && settings.view.rights.configure;

  return {
    ...useCredentialsCheck(api, hasCredentials),
    settings,
    status,
    failure,
    catalog,
    catalogFailure,
    isAddressCopied: address !== null && copied === address,
    noteAddressCopied() {
      setCopied(address);
      rememberCopied(address ?? '');
    },
    load,
    loadCatalog,
    refreshStatus,
  };
}

/** ms until FastSpring is asked again after it did not answer. */
const TRY_AGAIN_MS = 60_000;

/** Whether FastSpring accepts the stored credentials: checked once they are there, on demand, and until it answers. */
function useCredentialsCheck(
  api: SettingsApi,
  hasCredentials: boolean,
): Pick<PageState, 'credentials' | 'checkCredentials'> {
  const [credentials, setCredentials] = useState<PageState['credentials']>(null);

  const checkCredentials = async (): Promise<void> => {
    setCredentials(null);
    const answer = await api.checkCredentials();
    setCredentials(answer.ok ? answer.body.verdict : 'unreachable');
  };
  useEffect(() => {
    if (hasCredentials) void checkCredentials();
    else setCredentials(null);
  }, [hasCredentials]);
  useEffect(() => {
    if (credentials !== 'unreachable') return;
    const timer = setTimeout(() => void checkCredentials(), TRY_AGAIN_MS);
    return () => clearTimeout(timer);
  }, [credentials]);

  return { credentials, checkCredentials };
}
