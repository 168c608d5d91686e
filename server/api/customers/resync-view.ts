import { z } from 'zod';

/** What `POST /api/v1/customers/{id}/resync` answers: what was put in motion. */
export const resyncView = z.object({
  customerId: z.uuid(),
  /** of the customer: they are checked in Kommo, and their fields are written where they differ */
  leads: z.int(),
  /** those that failed and are tried again */
  events: z.int(),
  effects: z.int(),
});

export type ResyncView = Readonly<z.infer<typeof resyncView>>;
