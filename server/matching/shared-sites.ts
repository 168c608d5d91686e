/** Hosts that give each customer a subdomain and are missing from the public suffix list. */
export const sharedHosts: readonly string[] = [
  'mail.onmicrosoft.com',
  'onmicrosoft.com',
  'freshdesk.com',
  'intercom-mail.com',
  'onfastspring.com',
  'sharepoint.com',
  'tumblr.com',
  'wordpress.com',
  'zendesk.com',
  'zohodesk.com',
];

/** Sites where each customer has a page. Companies without their own site enter the address of that page. */
export const sharedSites: ReadonlySet<string> = new Set(
  (
    'facebook.com fb.com fb.me instagram.com linkedin.com lnkd.in twitter.com x.com threads.net youtube.com youtu.be ' +
    'tiktok.com pinterest.com vk.com ok.ru t.me telegram.me wa.me whatsapp.com xing.com google.com goo.gl g.page g.co ' +
    'linktr.ee bio.link about.me medium.com substack.com etsy.com ebay.com ebay.de amazon.com amazon.de github.com ' +
    'gitlab.com behance.net dribbble.com kickstarter.com patreon.com gumroad.com apple.com steampowered.com itch.io ' +
    'yelp.com tripadvisor.com booking.com airbnb.com upwork.com fiverr.com crunchbase.com trustpilot.com wikipedia.org'
  ).split(' '),
);
