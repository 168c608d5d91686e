import { KommoError } from '../../kommo/requests/errors.ts';
import { recheckLinks } from '../../sync/links/recheck-links.ts';
import { rematchChangedSince } from '../../sync/links/rematch-changed.ts';
import { checkFields } from './check-fields.ts';
import { type ComparisonStep, differenceOf, nextPhase, withDifferences } from './reconciliation-run.ts';
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
    // Their customers are searched for again, or found by the remaining contact.
    const noticed = (leadIds: readonly number[], cause: Difference['cause']) =>
      leadIds.map((leadId) => differenceOf('link', String(leadId), cause, { healed: true }));
    const found = [...noticed(leadsGone, 'lead_gone'), ...noticed(contactsGone, 'contact_gone'), ...fields];
    return nextPhase({ ...withDifferences(progress, found), kommoChecked: true }, 'kommo');
  } catch (error) {
    if (!(error instanceof KommoError)) throw error;
    return nextPhase(progress, 'kommo');
  }
};
