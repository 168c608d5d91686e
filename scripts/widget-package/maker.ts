import { z } from 'zod';

/** The company that offers the widget, as the archive names it, its support and its privacy policy. */
export interface Maker {
  readonly vendor: string | null;
  readonly email: string | null;
  readonly url: string | null;
  readonly privacyUrl: string | null;
}

const optional = <Text extends z.ZodType<string, string>>(text: Text) =>
  z
    .string()
    .transform((given) => given.trim() || undefined)
    .pipe(text.optional())
    .optional();
const webAddress = z.url({ protocol: /^https$/, error: 'must be an https:// address' });

const environment = z.object({
  WIDGET_VENDOR: optional(
    z
      .string()
      .max(60, 'is too long')
      .regex(/^[^<>{}\p{Cc}]+$/u, 'must be a plain name'),
  ),
  SUPPORT_EMAIL: optional(z.email('must be an e-mail address')),
  SUPPORT_URL: optional(webAddress),
  PRIVACY_URL: optional(webAddress),
});

/** Reads what the maker set; each problem is a sentence that names the variable. */
export function readMaker(
  variables: Readonly<Record<string, string | undefined>>,
): { readonly maker: Maker } | { readonly problems: string[] } {
  const read = environment.safeParse(variables);
  if (!read.success) {
    return { problems: read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`) };
  }
  const { WIDGET_VENDOR: vendor, SUPPORT_EMAIL: email, SUPPORT_URL: url, PRIVACY_URL: privacyUrl } = read.data;
  return { maker: { vendor: vendor ?? null, email: email ?? null, url: url ?? null, privacyUrl: privacyUrl ?? null } };
}

export const noMaker: Maker = { vendor: null, email: null, url: null, privacyUrl: null };

/**
 * The name as Kommo wants it of an integration with another product: with its maker's. "via FastSpring" would claim that
 * FastSpring made it: https://developers.kommo.com/docs/getting-listed
 */
export function nameOf(product: string, locale: string, { vendor }: Maker): string {
  if (vendor === null) return product;
  return `${product} ${locale === 'es' ? 'vía' : 'via'} ${vendor}`;
}
