import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { KommoHost } from '../../host/kommo-host.ts';
import { leadPath } from '../../ui/lead-path.ts';
import { withContact } from '../../ui/with-contact.ts';
import { AccessSection } from '../access/access-section.tsx';
import { DataSection } from '../account-data/data-section.tsx';
import { AgreementSection } from '../agreement/agreement-section.tsx';
import type { SettingsApi } from '../api/settings-api.ts';
import { AuditSection } from '../audit/audit-section.tsx';
import { KnownProductsProvider } from '../catalog/known-products.tsx';
import { Checklist } from '../checklist/checklist.tsx';
import { ConnectSection } from '../connect/connect-section.tsx';
import { EventsSection } from '../events/events-section.tsx';
import { FieldsSection } from '../fields/fields-section.tsx';
import { HealthSection } from '../health/health-section.tsx';
import { HistorySection } from '../history/history-section.tsx';
import { OperationsSection } from '../operations/operations-section.tsx';
import { PaymentLinksSection } from '../payment-links/payment-links-section.tsx';
import { ProductsSection } from '../products/products-section.tsx';
import { RulesSection } from '../rules/rules-section.tsx';
import { UnmatchedSection } from '../unmatched/unmatched-section.tsx';
import { CatalogGate } from './catalog-gate.tsx';
import { Navigation } from './navigation.tsx';
import { type PageContext, PageProvider, type PageTexts, usePage } from './page-context.ts';
import { createPageFormats } from './page-formats.ts';
import { refusalText } from './refusal-text.ts';
import { type PageState, usePageState } from './use-page-state.ts';
import { useUnsavedForms } from './use-unsaved-forms.ts';

/** The maker's policy, set at build time. */
declare const PRIVACY_URL: string | null;

/** All settings of an administrator, from the connection to the state of every event. */
export function Page(props: { host: KommoHost; texts: PageTexts; api: SettingsApi }): JSX.Element {
  const { host, texts, api } = props;
  const formats = useMemo(() => createPageFormats(host.locale()), [host]);
  const state = usePageState(api);
  const unsaved = useUnsavedForms();
  const { settings, status, failure } = state;
  if (settings.view === null || status === null) {
    if (failure === null) return <p class="pvf-quiet">{texts.loading}</p>;
    return (
      <div class="pvf-box pvf-box-error" role="alert">
        <p>{withContact(refusalText(texts, failure), texts.help)}</p>
        <button type="button" class="pvf-button" onClick={state.load}>
          {texts.retry}
        </button>
      </div>
    );
  }
  const { configure: mayChange, buyers: maySeeBuyers } = settings.view.rights;
  const page: PageContext = {
    texts,
    formats,
    api,
    settings: settings.view,
    status,
    credentials: state.credentials,
    mayChange,
    maySeeBuyers,
    isAddressCopied: state.isAddressCopied,
    now: Date.parse(status.asOf),
    version: host.version(),
    noteAddressCopied: state.noteAddressCopied,
    leadPath,
    save: settings.save,
    changeWebhookAddress: settings.changeWebhookAddress,
    rotateWebhookSecret: settings.rotateWebhookSecret,
    checkCredentials: state.checkCredentials,
    refreshStatus: state.refreshStatus,
    ...unsaved,
  };
  return (
    <PageProvider value={page}>
      <KnownProductsProvider>
        <Sections state={state} />
      </KnownProductsProvider>
    </PageProvider>
  );
}

function Sections({ state }: { state: PageState }): JSX.Element {
  const { texts, mayChange, maySeeBuyers } = usePage();
  const contact = withContact('', texts.help);
  const gate = { catalog: state.catalog, failure: state.catalogFailure, retry: () => state.loadCatalog('fresh') };
  return (
    <>
      <Navigation />
      {!mayChange && (
        <p class="pvf-box" role="note">
          {texts.readOnly}
        </p>
      )}
      <Checklist />
      <ConnectSection />
      <HealthSection />
      <AgreementSection />
      <CatalogGate {...gate} section="products">
        <ProductsSection />
      </CatalogGate>
      <CatalogGate {...gate} section="rules">
        <RulesSection />
      </CatalogGate>
      <CatalogGate {...gate} section="fields">
        <FieldsSection onCreated={() => state.loadCatalog('fresh')} />
      </CatalogGate>
      <PaymentLinksSection />
      <CatalogGate {...gate} section="access">
        <AccessSection />
      </CatalogGate>
      {maySeeBuyers && <UnmatchedSection />}
      {mayChange && (
        <>
          <OperationsSection />
          <HistorySection />
          <DataSection />
          <AuditSection catalog={state.catalog} />
        </>
      )}
      {maySeeBuyers && (
        <CatalogGate {...gate} section="events">
          <EventsSection />
        </CatalogGate>
      )}
      {contact !== '' && <p class="pvf-quiet">{contact}</p>}
      {PRIVACY_URL !== null && <a href={PRIVACY_URL}>{texts.privacy}</a>}
    </>
  );
}
