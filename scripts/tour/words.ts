import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

export const languages = ['en', 'es', 'pt', 'tr', 'id'] as const;
export type Language = (typeof languages)[number];

const slide = z.strictObject({ title: z.string(), text: z.string() });

const wordsSchema = z.strictObject({
  account: z.strictObject({
    pipeline: z.string(),
    /** in Kommo's order: incoming, four of the company's own, won, lost */
    stages: z.array(z.string()).length(7),
    taskType: z.string(),
  }),
  product: z.string(),
  /** the customer's country: its tax has the name of this language */
  country: z.string().length(2),
  tasks: z.strictObject({ welcome: z.string(), overdue: z.string() }),
  slides: z.strictObject({ card: slide, rules: slide, deal: slide }),
});

/** The texts of the slides in one language, and the name of the account in their pictures. */
export type Words = z.infer<typeof wordsSchema>;
export type Slide = z.infer<typeof slide>;

export async function readWords(language: Language): Promise<Words> {
  return wordsSchema.parse(JSON.parse(await readFile(join(import.meta.dirname, 'words', `${language}.json`), 'utf8')));
}
