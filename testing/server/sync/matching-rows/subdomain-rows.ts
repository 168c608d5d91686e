import type { Row } from '../matching-world.ts';
import { colleagues, contactWithLead, withLead } from './arrange.ts';

export const subdomains: readonly Row[] = [
  ['the payer is on a subdomain', colleagues('ben@{domain}', 'anna@mail.{domain}'), 'onlyResembling, A by domain', 'A'],
  [
    'the colleague is on a subdomain',
    colleagues('ben@mail.{domain}', 'anna@{domain}'),
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'customer and colleague are on different subdomains',
    colleagues('ben@de.crm.{domain}', 'anna@mail.{domain}'),
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'the company’s web site is on a subdomain',
    (kit) => {
      kit.lead('A', { company: kit.company({ web: `https://shop.${kit.domain}/en` }) });
      return {};
    },
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'an umlaut in the domain above it',
    colleagues('ben@xn--blau-s-3ya.example', 'anna@post.xn--blau-s-3ya.example'),
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'the same name at the subdomain is another address',
    colleagues('anna@mail.{domain}', 'anna@{domain}'),
    'onlyResembling, A by domain',
    'A',
  ],
  [
    'the exact address before a colleague’s',
    (kit) => {
      contactWithLead(kit, 'B', { emails: [`ben@${kit.domain}`] });
      withLead(kit, { emails: [`anna@mail.${kit.domain}`] });
      return { email: `anna@mail.${kit.domain}` };
    },
    'A by email',
    'A',
  ],
  ['below com.br', colleagues('ben@vendas.azulejo.com.br', 'anna@azulejo.com.br'), 'onlyResembling, A by domain', 'A'],
  [
    'one tenant of onmicrosoft.com',
    colleagues('ben@kontor.onmicrosoft.com', 'anna@kontor.onmicrosoft.com'),
    'onlyResembling, A by domain',
    'A',
  ],
  ['two companies below co.uk', colleagues('ben@thistle.co.uk', 'anna@heather.co.uk'), 'nobody', null],
  ['two companies below com.tr', colleagues('ben@lale.com.tr', 'anna@papatya.com.tr'), 'nobody', null],
  ['two tenants of onmicrosoft.com', colleagues('ben@one.onmicrosoft.com', 'anna@two.onmicrosoft.com'), 'nobody', null],
  ['two pages of github.io', colleagues('ben@one.github.io', 'anna@two.github.io'), 'nobody', null],
  ['a domain with the same ending only', colleagues('ben@not{domain}', 'anna@{domain}'), 'nobody', null],
];

export const linkedSubdomains: readonly Row[] = [
  [
    'a colleague of the company on a subdomain',
    colleagues('ben@mail.{domain}', 'anna@{domain}', true),
    'A by domain',
    'A',
  ],
  [
    'the payer on a subdomain of the company’s web site',
    (kit) => {
      kit.lead('A', { company: kit.company({ web: `www.${kit.domain}` }) });
      return { email: `anna@mail.${kit.domain}` };
    },
    'A by domain',
    'A',
  ],
  [
    'one tenant of onmicrosoft.com',
    colleagues('ben@quay.onmicrosoft.com', 'anna@quay.onmicrosoft.com', true),
    'A by domain',
    'A',
  ],
  [
    'two tenants of onmicrosoft.com',
    colleagues('ben@oak.onmicrosoft.com', 'anna@elm.onmicrosoft.com', true),
    'nobody',
    null,
  ],
  [
    'two tenants by their other domain',
    colleagues('b@oak.mail.onmicrosoft.com', 'a@elm.mail.onmicrosoft.com', true),
    'nobody',
    null,
  ],
  ['two companies below co.uk', colleagues('ben@willow.co.uk', 'anna@rowan.co.uk', true), 'nobody', null],
  ['two pages of github.io', colleagues('ben@fir.github.io', 'anna@ash.github.io', true), 'nobody', null],
  [
    'two companies on subdomains of one university',
    (kit) => {
      contactWithLead(kit, 'A', { emails: [`ben@physics.${kit.domain}`], companyId: kit.company({}) });
      kit.contact({ emails: [`cara@chemistry.${kit.domain}`], companyId: kit.company({}) });
      return { email: `anna@law.${kit.domain}` };
    },
    'onlyResembling, A by domain, no lead by domain (none)',
    null,
  ],
];
