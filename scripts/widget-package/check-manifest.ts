import { z } from 'zod';

const locales = z.enum(['en', 'es', 'pt', 'tr', 'id']);

/** `manifest.json` as Kommo reads it: https://developers.kommo.com/docs/manifest-json */
const manifestSchema = z.strictObject({
  widget: z.strictObject({
    name: z.string(),
    description: z.string(),
    short_description: z.string(),
    version: z.string().regex(/^\d+\.\d+\.\d+$/, 'must be like 1.0.0'),
    interface_version: z.literal(2),
    /** once per session would keep a card's panel from following the card */
    init_once: z.literal(false),
    locale: z.array(locales).min(1),
    installation: z.boolean(),
    support: z.strictObject({ link: z.url().optional(), email: z.email().optional() }).optional(),
  }),
  tour: z
    .strictObject({
      is_tour: z.literal(true),
      tour_images: z.partialRecord(
        locales,
        z
          .array(z.string().regex(/^\/images\/tour_\d_[a-z]{2}\.png$/))
          .min(1)
          .max(5),
      ),
      tour_description: z.string(),
    })
    .optional(),
  locations: z.array(z.enum(['lcard-1', 'ccard-1', 'comcard-1', 'llist-1', 'settings', 'advanced_settings'])).min(1),
  settings: z.record(
    z.string(),
    z.strictObject({
      name: z.string(),
      type: z.enum(['text', 'pass', 'users', 'users_lp', 'custom']),
      required: z.boolean(),
    }),
  ),
  advanced: z.strictObject({ title: z.string() }),
});

export type Manifest = z.infer<typeof manifestSchema>;

export function parseManifest(text: string | undefined): Manifest | { readonly problems: string[] } {
  if (text === undefined) return { problems: ['manifest.json is missing'] };
  const result = manifestSchema.safeParse(parseJson(text));
  if (result.success) return result.data;
  return {
    problems: result.error.issues.map((issue) => `manifest.json: ${issue.path.join('.') || 'it'}: ${issue.message}`),
  };
}

/** The manifest's texts for Kommo: the place of each, and the key that it names. */
export function textKeysOf(manifest: Manifest): readonly string[] {
  return [
    manifest.widget.name,
    manifest.widget.description,
    manifest.widget.short_description,
    manifest.advanced.title,
    ...(manifest.tour ? [manifest.tour.tour_description] : []),
    ...Object.values(manifest.settings).map((setting) => setting.name),
  ];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
