import providers from 'email-providers/all.json' with { type: 'json' };

/**
 * Providers that the list (package `email-providers`) lacks: known ones of the countries whose languages we speak, and
 * those that hide an address behind one of their own.
 */
const alsoProviders = [
  'duck.com',
  'fastmail.com',
  'icloud.com.br',
  'mozmail.com',
  'mynet.com',
  'pm.me',
  'posteo.de',
  'privaterelay.appleid.com',
  'prodigy.net.mx',
  'superonline.com',
  'ttmail.com',
  'ttnet.net.tr',
  'tuta.com',
  'tuta.io',
  'tutanota.com',
  'tutanota.de',
];

const freeMailDomains: ReadonlySet<string> = new Set([...providers, ...alsoProviders]);

/** Whether everybody can have an address at this domain (in ASCII), so that it tells nothing of a company. */
export function isFreeMail(domain: string): boolean {
  return freeMailDomains.has(domain.toLowerCase());
}
