import type { DeliveryContext } from '../delivery/delivery-context.ts';
import type { KommoMemory } from '../kommo/memory/memory.ts';
import type { Fact } from '../ledger/fact.ts';
import type { LeadTag } from '../matching/lead-tag.ts';
import type { ErasureGuard } from '../personal-data/guard.ts';
import type { Account } from '../platform/database/generated/client.ts';
import type { Settings } from '../rules/settings/settings.ts';

/** One run of an account's job, shared by its steps. */
export interface AccountRun extends DeliveryContext {
  /** as it was at the start of the run */
  readonly account: Account;
  readonly settings: Settings;
  readonly memory: DeliveryContext['memory'] & Pick<KommoMemory, 'invoiceLists'>;
  readonly guard: ErasureGuard;
  /** requests the recording of the account's stored events; never waits */
  readonly recordSoon: () => void;
  /** waits for a moment while FastSpring's deliveries come in or the account's events are recorded */
  readonly beforePlanning: () => Promise<void>;
  /** the lead named by a fact's tags */
  readonly leadTagOf: (fact: Fact) => LeadTag | null;
}
