import { isCompanyDomain } from 'company-email-validator';
import { disposableEmailBlocklist } from 'disposable-email-domains-js';
import { moreProviders } from './more-providers.ts';
import { hostsUpToDomain, registrableDomain } from './registrable-domain.ts';

/** Brands with the same name in many countries; no list has all of their domains. */
const brands =
  'hotmail live outlook yahoo ymail gmx aol msn windowslive yandex chello tiscali wanadoo tele2 upcmail lycos walla ' +
  'worldonline caramail protonmail tutanota posteo zoho zohomail mail email freemail webmail inbox';

/** Below country domains and the oldest general ones: `live.se` is the brand's, `live.shop` need not be. */
const ofBrand = new RegExp(
  String.raw`^(?:${brands.replaceAll(' ', '|')})\.(?:com|net|org|biz|info|(?:.+\.)?[a-z]{2})$`,
);

/** Japan gives names below `ne.jp` to network providers only: https://en.wikipedia.org/wiki/.jp */
const networkProviders = /(?:^|\.)ne\.jp$/;

/** Company domains that the lists wrongly contain. */
const listedCompanies: ReadonlySet<string> = new Set(
  (
    'alibaba.com asus.com att.com bing.com bt.com cnn.com dell.com discovery.com eurosport.com keynote.com lexmark.com ' +
    'mailjet.com telekom.de telmex.com telstra.com tmobile.com univision.com verizon.com'
  ).split(' '),
);

/** Several lists, because each has domains that the others lack. */
const listed: ReadonlySet<string> = new Set([...moreProviders, ...disposableEmailBlocklist()]);

/** Whether anyone can have an address at this host (in ASCII), so that it identifies no company. */
export function isFreeMail(host: string): boolean {
  const lowerCase = host.toLowerCase();
  const hosts = hostsUpToDomain(lowerCase);
  if (hosts.some((each) => listedCompanies.has(each))) return false;
  const isListed = hosts.some((each) => listed.has(each) || !isCompanyDomain(each));
  const domain = registrableDomain(lowerCase) ?? lowerCase;
  return isListed || ofBrand.test(domain) || networkProviders.test(lowerCase);
}
