import { z } from 'zod';

/** ms since 1970, of milliseconds or ISO 8601; null for anything else */
export const milliseconds = z
  .string()
  .transform((value) => (/^\d{1,15}$/.test(value) ? Number(value) : Date.parse(value)))
  .refine((value) => !Number.isNaN(value))
  .nullable()
  .catch(null);
