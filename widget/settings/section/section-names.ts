/** The sections of the page, by the names of their texts. */
export type SectionName =
  | 'connect'
  | 'health'
  | 'agreement'
  | 'products'
  | 'rules'
  | 'fields'
  | 'paymentLinks'
  | 'access'
  | 'unmatched'
  | 'events'
  | 'operations'
  | 'history'
  | 'data'
  | 'audit';

/** The forms of the page; most sections have one, of their own name. */
export type FormName =
  | SectionName
  | 'alarms'
  | 'apiCredentials'
  | 'invoices'
  | 'matching'
  | 'reconciliation'
  | 'webhookSecret';

const OTHER_SECTIONS: Readonly<Record<Exclude<FormName, SectionName>, SectionName>> = {
  alarms: 'health',
  apiCredentials: 'connect',
  invoices: 'fields',
  matching: 'unmatched',
  reconciliation: 'agreement',
  webhookSecret: 'connect',
};

export function sectionOf(form: FormName): SectionName {
  return isSection(form) ? form : OTHER_SECTIONS[form];
}

const isSection = (form: FormName): form is SectionName => !Object.hasOwn(OTHER_SECTIONS, form);
