import { hasTakenTooLong, isDatabaseDown, isHeldUp } from '../../platform/database/failures.ts';

/**
 * Settles all deliveries at once. When that fails for another reason than a database that is down or too slow, each is
 * tried once more alone, so that one failure does not affect the others.
 * @param settle resolves each of the deliveries, or throws before it has resolved any
 */
export async function settleTogether<Waiting extends { readonly reject: (error: unknown) => void }>(
  deliveries: readonly Waiting[],
  settle: (deliveries: readonly Waiting[]) => Promise<void>,
): Promise<void> {
  try {
    await settle(deliveries);
  } catch (error) {
    const isOfDatabase = isDatabaseDown(error) || hasTakenTooLong(error) || isHeldUp(error);
    if (isOfDatabase) for (const { reject } of deliveries) reject(error);
    else for (const delivery of deliveries) await settle([delivery]).catch(delivery.reject);
  }
}
