import { z } from 'zod';

/** Whether Kommo takes requests for an account; `uninstalled` ones are deleted later. */
export const accountStates = z.enum([
  'connected',
  'needs_reauthorization',
  'payment_required',
  'blocked',
  'uninstalled',
]);
export type AccountState = z.infer<typeof accountStates>;
