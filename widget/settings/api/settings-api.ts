import type { AuditPage } from '../../../server/api/audit/audit-view.ts';
import type { FoundCustomers } from '../../../server/api/card/payments-view.ts';
import type { CatalogView } from '../../../server/api/catalog/catalog-view.ts';
import type { ProductsView } from '../../../server/api/catalog/products-view.ts';
import type { ResyncView } from '../../../server/api/customers/resync-view.ts';
import type { CreatedLead, LeadPreview, UnmatchedPage } from '../../../server/api/customers/unmatched-view.ts';
import type { DiagnosticsView } from '../../../server/api/diagnostics/diagnostics-view.ts';
import type { EventLogPage, ReplayedView } from '../../../server/api/events/events-view.ts';
import type { ImportKommo, ImportsView, ImportView } from '../../../server/api/imports/import-view.ts';
import type { FoundLeads } from '../../../server/api/lead-search/lead-search-view.ts';
import type { PauseView } from '../../../server/api/pause/pause-view.ts';
import type { DifferencesView, ReconciliationView } from '../../../server/api/reconciliation/reconciliation-view.ts';
import type { FastspringCheckView } from '../../../server/api/settings/fastspring-check-view.ts';
import type { MadeLeadFieldsView } from '../../../server/api/settings/lead-fields-view.ts';
import type { SavedSettingsView, SettingsView } from '../../../server/api/settings/settings-view.ts';
import type { SimulationView } from '../../../server/api/simulation/simulation-view.ts';
import type { StatusView } from '../../../server/api/status/status-view.ts';
import type { LedgerField } from '../../../server/rules/settings/ledger-fields.ts';
import type { Settings } from '../../../server/rules/settings/settings.ts';
import { type Answer, readAnswer, readArchive, readDone } from '../../client/answer.ts';
import { createSend } from '../../client/send.ts';
import type { HttpAnswer, HttpRequest } from '../../host/http-exchange.ts';
import type { KommoHost } from '../../host/kommo-host.ts';

/** The settings saved in one request; omitted ones stay unchanged. */
export type SettingsChange = Partial<Settings> & { readonly fastspring?: ConnectionChange };

/** `null` removes a value. */
export interface ConnectionChange {
  readonly webhookSecret?: string;
  readonly previousWebhookSecret?: null;
  readonly apiUsername?: string | null;
  readonly apiPassword?: string | null;
}

/**
 * What becomes of a change that the server doubts: refused, or saved all the same; `untested`: API credentials are saved
 * while FastSpring does not answer.
 */
export type Doubts = 'refuse' | 'accept' | 'untested';

const savePaths: Readonly<Record<Doubts, string>> = {
  refuse: 'settings?warnings=refuse',
  accept: 'settings',
  untested: 'settings?warnings=refuse&credentials=untested',
};

interface EventQuery {
  readonly status: string;
  readonly type: string;
  readonly email: string;
  readonly cursor: string | null;
}

export interface SettingsApi {
  readSettings(): Promise<Answer<SettingsView>>;
  /** refused as `settings_changed` when somebody saved after the settings with this etag were read */
  saveSettings(change: SettingsChange, etag: string | null, doubts: Doubts): Promise<Answer<SavedSettingsView>>;
  changeWebhookAddress(): Promise<Answer<SettingsView>>;
  /** sets a new secret here and in FastSpring */
  rotateWebhookSecret(): Promise<Answer<SettingsView>>;
  simulate(change: SettingsChange): Promise<Answer<SimulationView>>;
  readStatus(): Promise<Answer<StatusView>>;
  readCatalog(how: 'remembered' | 'fresh'): Promise<Answer<CatalogView>>;
  /** by their name, SKU or path; all where there are no words */
  findProducts(words: string): Promise<Answer<ProductsView>>;
  checkCredentials(): Promise<Answer<FastspringCheckView>>;
  /** starts the comparison with FastSpring at once; the status shows its progress */
  checkAgreement(): Promise<Answer<ReconciliationView>>;
  readDifferences(): Promise<Answer<DifferencesView>>;
  createLeadFields(fields: readonly { use: LedgerField; name: string }[]): Promise<Answer<MadeLeadFieldsView>>;
  /** @param query the server's filters by name; empty values count for none */
  readUnmatched(query: Readonly<Record<string, string | null>>): Promise<Answer<UnmatchedPage>>;
  /** any lead in Kommo, by its own or its contact's name, number or address */
  searchLeads(words: string): Promise<Answer<FoundLeads>>;
  link(leadId: number, customerId: string): Promise<Answer<null>>;
  unlink(leadId: number, customerId: string): Promise<Answer<null>>;
  /** an unmatched customer needs no lead */
  putAside(customerId: string): Promise<Answer<null>>;
  undoPutAside(customerId: string): Promise<Answer<null>>;
  /** what `createLead` would create now */
  previewLead(customerId: string): Promise<Answer<LeadPreview>>;
  /** creates a contact and a lead for an unmatched customer */
  createLead(customerId: string): Promise<Answer<CreatedLead>>;
  /** by a part of their e-mail, name or company */
  findCustomers(words: string): Promise<Answer<FoundCustomers>>;
  /** searches for the customer in Kommo again, and corrects any differences */
  resync(customerId: string): Promise<Answer<ResyncView>>;
  pause(reason: string): Promise<Answer<PauseView>>;
  resume(): Promise<Answer<null>>;
  readEvents(query: EventQuery): Promise<Answer<EventLogPage>>;
  replay(eventId: string): Promise<Answer<null>>;
  retry(effectId: string): Promise<Answer<null>>;
  replayFailed(): Promise<Answer<ReplayedView>>;
  readAudit(cursor: string | null): Promise<Answer<AuditPage>>;
  readDiagnostics(): Promise<Answer<DiagnosticsView>>;
  /** a tar; all its files are text */
  exportAccount(): Promise<Answer<string>>;
  eraseCustomer(customerId: string): Promise<Answer<null>>;
  readImports(): Promise<Answer<ImportsView>>;
  /** days as `YYYY-MM-DD`, both included; changes nothing before it is applied */
  planImport(begin: string, end: string): Promise<Answer<ImportView>>;
  changeImport(id: string, change: ImportChange): Promise<Answer<ImportView>>;
}

export type ImportChange = 'pause' | 'resume' | 'cancel' | 'undo' | { readonly apply: ImportKommo };

type Ask = (
  method: HttpRequest['method'],
  path: string,
  more?: { json?: unknown; etag?: string | null },
) => Promise<HttpAnswer>;

export function createSettingsApi(host: Pick<KommoHost, 'send' | 'locale'>): SettingsApi {
  const send = createSend(host);
  const ask: Ask = (method, path, { json, etag = null } = {}) =>
    send({ method, ...(json !== undefined && { json }) }, path, etag === null ? {} : { 'If-Match': etag }).answer;
  const linkPath = (leadId: number, customerId: string): string => `leads/${leadId}/customers/${customerId}`;

  return {
    readSettings: async () => readAnswer<SettingsView>(await ask('GET', 'settings'), settingsMembers),
    saveSettings: async (json, etag, doubts) =>
      readAnswer<SavedSettingsView>(await ask('PUT', savePaths[doubts], { json, etag }), [
        ...settingsMembers,
        'warnings',
      ]),
    changeWebhookAddress: async () =>
      readAnswer<SettingsView>(await ask('POST', 'settings/webhook-address'), settingsMembers),
    rotateWebhookSecret: async () =>
      readAnswer<SettingsView>(await ask('POST', 'settings/webhook-secret/rotate'), settingsMembers),
    simulate: async (json) =>
      readAnswer(await ask('POST', 'settings/simulate', { json }), ['simulated', 'differences']),
    readStatus: async () => readAnswer(await ask('GET', 'status'), ['kommo', 'fastspring', 'failed']),
    readCatalog: async (how) =>
      readAnswer(await ask('GET', how === 'fresh' ? 'catalog?fresh=1' : 'catalog'), ['pipelines', 'leadFields']),
    findProducts: async (words) =>
      readAnswer(await ask('GET', `catalog/products${queryOf({ search: words })}`), ['products', 'catalogue']),
    checkAgreement: async () => readAnswer(await ask('POST', 'reconciliation'), ['comparison']),
    readDifferences: async () => readAnswer(await ask('GET', 'reconciliation/differences'), ['differences']),
    checkCredentials: async () => readAnswer(await ask('POST', 'fastspring/check'), ['verdict']),
    createLeadFields: async (fields) => readAnswer(await ask('POST', 'lead-fields', { json: { fields } }), ['fields']),
    ...unmatchedRequests(ask),
    link: async (leadId, customerId) => readDone(await ask('PUT', linkPath(leadId, customerId))),
    unlink: async (leadId, customerId) => readDone(await ask('DELETE', linkPath(leadId, customerId))),
    findCustomers: async (words) =>
      readAnswer(await ask('GET', `customers${queryOf({ search: words })}`), ['customers']),
    resync: async (customerId) =>
      readAnswer(await ask('POST', `customers/${customerId}/resync`), ['customerId', 'leads', 'events', 'effects']),
    pause: async (reason) => readAnswer(await ask('PUT', 'pause', { json: { reason } }), ['since', 'reason', 'by']),
    resume: async () => readDone(await ask('DELETE', 'pause')),
    readEvents: async (query) => readAnswer(await ask('GET', `events${queryOf(query)}`), ['events', 'nextCursor']),
    replay: async (eventId) => readDone(await ask('POST', `events/${eventId}/replay`)),
    retry: async (effectId) => readDone(await ask('POST', `effects/${effectId}/retry`)),
    replayFailed: async () => readAnswer(await ask('POST', 'events/replay-failed'), ['replayed', 'more']),
    readAudit: async (cursor) => readAnswer(await ask('GET', `audit${queryOf({ cursor })}`), ['entries', 'nextCursor']),
    readDiagnostics: async () => readAnswer<DiagnosticsView>(await ask('GET', 'diagnostics'), ['format', 'madeAt']),
    exportAccount: async () => readArchive(await ask('POST', 'export')),
    eraseCustomer: async (customerId) => readDone(await ask('POST', `customers/${customerId}/erase`)),
    readImports: async () => readAnswer(await ask('GET', 'imports'), ['imports']),
    planImport: async (begin, end) => readAnswer(await ask('POST', 'imports', { json: { begin, end } }), importMembers),
    changeImport: async (id, change) => readAnswer(await ask(...importRequest(id, change)), importMembers),
  };
}

type UnmatchedRequests = Pick<
  SettingsApi,
  'readUnmatched' | 'searchLeads' | 'putAside' | 'undoPutAside' | 'previewLead' | 'createLead'
>;

function unmatchedRequests(ask: Ask): UnmatchedRequests {
  return {
    readUnmatched: async (query) =>
      readAnswer(await ask('GET', `customers/unmatched${queryOf(query)}`), ['customers', 'nextCursor']),
    searchLeads: async (search) =>
      readAnswer(await ask('GET', `leads${queryOf({ search })}`), ['leads', 'contactsWithoutLeads']),
    putAside: async (customerId) => readDone(await ask('PUT', `customers/${customerId}/not-relevant`)),
    undoPutAside: async (customerId) => readDone(await ask('DELETE', `customers/${customerId}/not-relevant`)),
    previewLead: async (customerId) =>
      readAnswer(await ask('GET', `customers/${customerId}/lead`), ['leadName', 'pipeline', 'responsible']),
    createLead: async (customerId) =>
      readAnswer(await ask('POST', `customers/${customerId}/lead`), ['leadId', 'leadName']),
  };
}

function importRequest(id: string, change: ImportChange): [HttpRequest['method'], string, { json?: unknown }?] {
  if (change === 'cancel') return ['DELETE', `imports/${id}`];
  if (typeof change === 'string') return ['POST', `imports/${id}/${change}`];
  return ['POST', `imports/${id}/apply`, { json: { kommo: change.apply } }];
}

const importMembers = ['id', 'state', 'plan'] as const;
const settingsMembers = ['fastspring', 'rules', 'fields', 'rights'] as const;

/** Empty values are left out of the query. */
function queryOf(values: Readonly<Record<string, string | null>> | EventQuery): string {
  const given = Object.entries(values).filter(([, value]) => value);
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
