import { domainToASCII } from 'node:url';
import type { KommoContact } from '../kommo/api.ts';
import { foldEmail, readableEmail, visibleText } from '../ledger/email.ts';
import { domainOf } from './email.ts';
import { registrableDomain } from './registrable-domain.ts';

/** What contacts and companies have in common. */
type FieldsOfEntity = Pick<KommoContact, 'custom_fields_values'>;

/**
 * The e-mails of a contact or company, each once and as it is meant: only what stands in its EMAIL field, never in its
 * name or another field. Several addresses typed into one value are taken apart.
 */
export function emailsOf(entity: FieldsOfEntity): readonly string[] {
  return [...new Set(valuesOf(entity, 'EMAIL').flatMap(emailsIn))];
}

/**
 * The e-mails that one value of an EMAIL field means. Of `Name <address>` the name stays with its address, so that an
 * address in the name counts for nothing.
 */
export function emailsIn(value: string): readonly string[] {
  const parts = visibleText(value).split(/[,;、\n]+/);
  const addresses = parts.flatMap((part) => (part.includes('<') ? [part] : part.split(/\s+/)));
  return addresses.map(readableEmail).filter((address) => foldEmail(address) !== null);
}

/** The domains of a contact's or company's e-mails and web sites, `www.` left off. */
export function domainsOf(entity: FieldsOfEntity): readonly string[] {
  const mailDomains = emailsOf(entity).map((email) => domainOf(foldEmail(email) ?? ''));
  return [...new Set([...mailDomains, ...webDomainsOf(entity)])].filter((domain) => domain.includes('.'));
}

/** Those of its web sites; a page on a site where many have one says nothing. */
export function webDomainsOf(entity: FieldsOfEntity): readonly string[] {
  const hosts = valuesOf(entity, 'WEB').map(hostOf);
  return hosts.filter((host) => host.includes('.') && !sitesOfMany.has(registrableDomain(host) ?? host));
}

/** Companies without a site of their own give the address of their page there. */
const sitesOfMany: ReadonlySet<string> = new Set(
  (
    'facebook.com fb.com fb.me instagram.com linkedin.com lnkd.in twitter.com x.com threads.net youtube.com youtu.be ' +
    'tiktok.com pinterest.com vk.com ok.ru t.me telegram.me wa.me whatsapp.com xing.com google.com goo.gl g.page g.co ' +
    'linktr.ee bio.link about.me medium.com substack.com etsy.com ebay.com ebay.de amazon.com amazon.de github.com ' +
    'gitlab.com behance.net dribbble.com kickstarter.com patreon.com gumroad.com apple.com steampowered.com itch.io ' +
    'yelp.com tripadvisor.com booking.com airbnb.com upwork.com fiverr.com crunchbase.com trustpilot.com wikipedia.org'
  ).split(' '),
);

/** Kommo names its own fields by a code: https://developers.kommo.com/reference/custom-fields */
function valuesOf(entity: FieldsOfEntity, code: string): readonly string[] {
  return entity.custom_fields_values
    .filter((field) => field.field_code === code)
    .flatMap((field) => field.values)
    .map(({ value }) => value)
    .filter((value) => typeof value === 'string');
}

function hostOf(address: string): string {
  const [host = ''] = address
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .split(/[/?#:]/);
  return domainToASCII(host).replace(/^www\./, '');
}
