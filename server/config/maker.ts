import { z } from 'zod';

/** The company that offers the widget, as the archive names it, its support and its privacy policy. */
export interface Maker {
  readonly vendor: string | null;
  readonly email: string | null;
  readonly url: string | null;
  readonly privacyUrl: string | null;
  /** the path of a PNG */
  readonly logo: string | null;
}

const optional = <Text extends z.ZodType<string, string>>(text: Text) =>
  z
    .string()
    .transform((given) => given.trim() || undefined)
    .pipe(text.optional())
    .optional();
/** Normalized, so that no quote or angle bracket in it can end an attribute where Kommo shows it. */
const webAddress = z.url({ protocol: /^https$/, normalize: true, error: 'must be an https:// address' });

/** The maker's variables, for the schema of the environment. */
export const makerVariables = {
  WIDGET_VENDOR: optional(
    z
      .string()
      .max(60, 'is too long')
      .regex(/^[^<>{}\p{Cc}]+$/u, 'must be a plain name'),
  ),
  SUPPORT_EMAIL: optional(z.email('must be an e-mail address')),
  SUPPORT_URL: optional(webAddress),
  PRIVACY_URL: optional(webAddress),
  WIDGET_LOGO: optional(z.string().regex(/\.png$/i, 'must be the path of a PNG')),
};
const environment = z.object(makerVariables);

/** Reads the maker's variables; each problem is a sentence that names the variable. */
export function readMaker(
  variables: Readonly<Record<string, string | undefined>>,
): { readonly maker: Maker } | { readonly problems: string[] } {
  const read = environment.safeParse(variables);
  if (!read.success) {
    return { problems: read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`) };
  }
  return { maker: makerOf(read.data) };
}

export function makerOf(values: z.infer<typeof environment>): Maker {
  const { WIDGET_VENDOR, SUPPORT_EMAIL, SUPPORT_URL, PRIVACY_URL, WIDGET_LOGO } = values;
  return {
    vendor: WIDGET_VENDOR ?? null,
    email: SUPPORT_EMAIL ?? null,
    url: SUPPORT_URL ?? null,
    privacyUrl: PRIVACY_URL ?? null,
    logo: WIDGET_LOGO ?? null,
  };
}

export const noMaker: Maker = { vendor: null, email: null, url: null, privacyUrl: null, logo: null };

/**
 * The name as Kommo wants it for an integration with another product: with its maker's name. "via FastSpring" would
 * claim that FastSpring made it: https://developers.kommo.com/docs/getting-listed
 */
export function nameOf(product: string, locale: string, { vendor }: Maker): string {
  if (vendor === null) return product;
  return `${product} ${locale === 'es' ? 'vía' : 'via'} ${vendor}`;
}
