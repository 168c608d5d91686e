import { z } from 'zod';

/** Kommo's number of a lead, a contact or a company, as it stands in an address. */
export const kommoIdSchema = z
  .string()
  .regex(/^[1-9]\d{0,14}$/)
  .transform(Number);

/** The same of a lead, as it stands in a body. */
export const leadIdSchema = z.int().min(1).max(999_999_999_999_999);
