import { z } from 'zod';
import { userIds } from './kommo-ids.ts';

/** Users with more rights than Kommo's permissions on leads. */
export const accessSchema = z
  .strictObject({
    /** Kommo's users who may see all buyers: the event log, the search, and customers without a lead */
    buyers: userIds,
  })
  .prefault({});
