import { KommoError } from '../../kommo/requests/errors.ts';
import { recheckLinks } from '../../sync/links/recheck-links.ts';
import { rematchChangedSince } from '../../sync/links/rematch-changed.ts';
import { checkFields } from './check-fields.ts';
import { type ComparisonStep, nextPhase, withDifferences } from './comparison-run.ts';
import type { Difference } from './results.ts';

/**
 * Checks whether the leads and contacts with payments still exist and show the written values, and whether unmatched
 * customers have a match now. The comparison goes on even if Kommo is unreachable.
 */
export const checkKommo: ComparisonStep = async (run, progress) => {
  const { accountId, database, now, signal, wake } = run;
  const kommo = run.kommo.forAccount(accountId, 'background');
  const dependencies = { prisma: database.prisma, kommo, now, signal };
  try {
    const { leadsGone, contactsGone } = await recheckLinks(dependencies, accountId);
    await rematchChangedSince(dependencies, accountId, Date.parse(progress.kommoSince));
    const fields = await checkFields(run);
    wake(accountId);
    const found = [
      ...leadsGone.map((leadId) => noticed(leadId, 'lead_gone')),
      ...contactsGone.map((leadId) => noticed(leadId, 'contact_gone')),
      ...fields,
    ];
    return nextPhase({ ...withDifferences(progress, found), kommoChecked: true }, 'kommo');
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    return nextPhase(progress, 'kommo');
  }
};

/** Its customers are searched for again, or found by the remaining contact. */
function noticed(leadId: number, cause: 'lead_gone' | 'contact_gone'): Difference {
  return { what: 'link', id: String(leadId), name: String(leadId), cause, fastspring: null, panel: null, healed: true };
}
