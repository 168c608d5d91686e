import type { Product } from '../../fastspring/api/api.ts';
import type { KommoMemory } from '../../kommo/memory/memory.ts';
import { KommoError, KommoForbidden } from '../../kommo/requests/errors.ts';
import type { Database } from '../../platform/database/database.ts';
import {
  type CheckedSettings,
  checkAgainstAccount,
  checkAgainstProducts,
} from '../../rules/settings/check-settings.ts';
import { missingInvoiceFields, readInvoiceShape } from '../../rules/settings/invoice-list.ts';
import type { SettingsProblem } from '../../rules/settings/settings-problems.ts';
import { namesOfProducts, readKnownProducts } from '../catalog/known-products.ts';
import { type KommoCatalog, readKommoCatalog } from '../catalog/kommo-catalog.ts';

export interface CheckedChange {
  readonly problems: readonly SettingsProblem[];
  readonly warnings: readonly SettingsProblem[];
}

/**
 * Compares what changes with the Kommo account and with what has been bought or can be. What the remembered catalog does not have
 * may have been made since, so Kommo is asked once more before anything is refused. While Kommo cannot be asked and
 * nothing is remembered, nothing is refused: delivery leaves a lead alone whose stage it does not know.
 */
export async function checkChange(
  dependencies: {
    readonly database: Pick<Database, 'query'>;
    readonly memory: KommoMemory;
    /** what FastSpring sells, as far as it is known; asked for where a pattern fits nothing that was bought */
    readonly readCatalogue: () => Promise<readonly Product[]>;
  },
  accountId: string,
  change: CheckedSettings,
): Promise<CheckedChange> {
  const { database, memory, readCatalogue } = dependencies;
  if (Object.keys(change).length === 0) return { problems: [], warnings: [] };
  if (change.invoices !== undefined) {
    const { invoices, ...others } = change;
    const ofInvoices = invoices === 'on' ? await checkInvoices(memory, accountId) : { problems: [], warnings: [] };
    const { problems, warnings } = await checkChange(dependencies, accountId, others);
    return { problems: [...ofInvoices.problems, ...problems], warnings: [...ofInvoices.warnings, ...warnings] };
  }
  const bought = namesOfProducts(await readKnownProducts(database, accountId));
  const unbought = checkAgainstProducts(change, bought);
  const warnings =
    unbought.length === 0
      ? unbought
      : checkAgainstProducts(change, [...bought, ...namesOfProducts(await readCatalogue())]);

  const remembered = await unlessKommoFails(readKommoCatalog(memory, accountId, 'remembered'));
  if (remembered === null || checkAgainstAccount(change, remembered).length === 0) return { problems: [], warnings };
  const current = (await unlessKommoFails(readKommoCatalog(memory, accountId, 'fresh'))) ?? remembered;
  return { problems: checkAgainstAccount(change, current), warnings };
}

/** Kommo is asked anew: a list or a field may have been made a moment ago. */
async function checkInvoices(memory: KommoMemory, accountId: string): Promise<CheckedChange> {
  const path = 'invoices';
  try {
    const shape = readInvoiceShape(await memory.invoiceLists(accountId, 'fresh'));
    if ('code' in shape) return { problems: [{ path, code: shape.code, params: {} }], warnings: [] };
    const missing = missingInvoiceFields(shape);
    const params = { fields: missing.join(', ') };
    return { problems: [], warnings: missing.length === 0 ? [] : [{ path, code: 'no_invoice_field', params }] };
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    const isForbidden = error instanceof KommoForbidden;
    return { problems: isForbidden ? [{ path, code: 'invoices_not_allowed', params: {} }] : [], warnings: [] };
  }
}

async function unlessKommoFails(reading: Promise<KommoCatalog>): Promise<KommoCatalog | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof KommoError) return null;
    throw error;
  }
}
