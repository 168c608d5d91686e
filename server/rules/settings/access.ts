import { z } from 'zod';

/** Users with more rights than Kommo's permissions on leads. */
export const accessSchema = z
  .strictObject({
    /** Kommo's users who may see all buyers: the event log, the search, and customers without a lead */
    buyers: z
      .array(z.int().positive())
      .max(100)
      .transform((each) => [...new Set(each)])
      .default([]),
  })
  .prefault({});
