import { z } from 'zod';

export const kommoId = z.int().positive();

/** Each user once. */
export const userIds = z
  .array(kommoId)
  .max(100)
  .transform((each) => [...new Set(each)])
  .default([]);
