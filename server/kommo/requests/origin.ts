/** What Kommo calls its own accounts' hosts, whatever the template says: https://developers.kommo.com/docs/oauth-20 */
const kommoForm = 'https://{subdomain}.kommo.com';
const placeholder = '{subdomain}';
const label = '(?!xn--)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const subdomainPattern = new RegExp(`^${label}$`);
const longestAddress = 300;

/**
 * Where an account's API, token endpoint and token issuer live: no slash at the end, may have a port and a path.
 * The integration's secret is sent there, so nothing but a plain host label ever gets into the template.
 * @throws RangeError when `subdomain` is not one
 */
export function accountOrigin(template: string, subdomain: string): string {
  if (!subdomainPattern.test(subdomain)) throw new RangeError('Not the subdomain of a Kommo account');
  return template.replaceAll(placeholder, subdomain);
}

/** Kommo's own hosts beside its accounts': they must not be sent the integration's secret. */
const ownHosts =
  /^(?:www|api|api-[a-z0-9-]+|drive-[a-z0-9-]+|(?:[a-z]{2}-)?(?:developers?|support|help|docs)|blog|status|mail|cdn|static|files|amojo|login|auth|oauth|id|admin|forum|partners)$/;

/**
 * The subdomain in an account's address as Kommo writes it (`referer`, `api_domain`) or a person does: a bare host or
 * an address, of kommo.com or of the template's own form. Null for everything else, also for Kommo's own hosts.
 */
export function readSubdomain(template: string, address: string): string | null {
  return accountOrNull(readHost(template, address));
}

function accountOrNull(label: string | null): string | null {
  return label === null || ownHosts.test(label) ? null : label;
}

/** The same for any host under Kommo's domain, including Kommo's own. */
export function readHost(template: string, address: string): string | null {
  const text = address.trim().toLowerCase();
  if (text.length > longestAddress) return null;
  for (const form of [kommoForm, template.toLowerCase()]) {
    const subdomain = addressPattern(form).exec(text)?.[1];
    if (subdomain !== undefined) return subdomain;
  }
  return null;
}

/** The whole address must have the form; the scheme and a slash at the end may be left out. */
function addressPattern(form: string): RegExp {
  const [, scheme, rest] = /^(https?:\/\/)(.*)$/.exec(form) ?? [];
  if (scheme === undefined || rest === undefined) throw new RangeError('Not an origin template');
  const [before, ...after] = rest.split(placeholder).map(escapeForPattern);
  return new RegExp(`^(?:${scheme})?${before}(${label})${after.join('\\1')}/?$`);
}

function escapeForPattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}

/** What an operator writes as the account's domain: also the bare subdomain. */
export function readDomain(template: string, domain: string): string | null {
  const text = domain.trim().toLowerCase();
  return subdomainPattern.test(text) ? accountOrNull(text) : readSubdomain(template, text);
}
