import { z } from 'zod';
import type { ValueProblem } from './problem.ts';

const text = z.string().min(1);
const call = { uniq: text, duration: z.int(), source: text, link: z.string(), phone: text };

/** The note types that Kommo documents for writing, with their `params`: https://developers.kommo.com/reference/notes-types */
const NOTE_TYPES = {
  common: z.object({ text }),
  service_message: z.object({ service: text, text }),
  extended_service_message: z.object({ service: text, text }),
  call_in: z.object(call),
  call_out: z.object(call),
  geolocation: z.object({ text, address: text, longitude: z.string(), latitude: z.string() }),
  sms_in: z.object({ text, phone: text }),
  sms_out: z.object({ text, phone: text }),
  attachment: z.object({ version_uuid: text, file_uuid: text, file_name: text }),
} as const satisfies Record<string, z.ZodType>;

export const noteTypeSchema = z.enum([
  'common',
  'service_message',
  'extended_service_message',
  'call_in',
  'call_out',
  'geolocation',
  'sms_in',
  'sms_out',
  'attachment',
]);

export function paramsProblems(type: z.infer<typeof noteTypeSchema>, params: unknown): ValueProblem[] {
  const result = NOTE_TYPES[type].safeParse(params, { reportInput: true });
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const isMissing = issue.code === 'invalid_type' && issue.input === undefined;
    return {
      code: isMissing ? 'FieldMissing' : 'InvalidValue',
      path: ['params', ...issue.path.map(String)].join('.'),
      detail: isMissing ? 'This field is missing.' : issue.message,
    };
  });
}
