import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

export interface PageLink {
  readonly text: string;
  readonly address: string;
}

/** A page for a person: what happened and what to do. */
export interface Page {
  readonly status: number;
  readonly title: string;
  /** a link is a paragraph of its own: the next step for the reader */
  readonly paragraphs: readonly (string | PageLink)[];
  /** of the text; English if omitted */
  readonly language?: string;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:34em;margin:12vh auto;padding:0 1em;overflow-wrap:anywhere}h1{font-size:1.4em;line-height:1.3}a{color:#0a62c4}@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#16191d}a{color:#7db7ff}}';
const styleHash = createHash('sha256').update(style).digest('base64');

/** A page's own address may contain a secret: the page must not be stored, framed, or leak its address. */
const headers = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  const paragraphs = page.paragraphs.map((paragraph) => `<p>${toHtml(paragraph)}</p>`).join('\n');
  const title = escapeHtml(page.title);
  return reply
    .code(page.status)
    .headers(headers)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>
<html lang="${escapeHtml(page.language ?? 'en')}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
<h1>${title}</h1>
${paragraphs}
</body>
</html>
`);
}

function toHtml(paragraph: string | PageLink): string {
  if (typeof paragraph === 'string') return escapeHtml(paragraph);
  return `<a href="${escapeHtml(paragraph.address)}">${escapeHtml(paragraph.text)}</a>`;
}

function escapeHtml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
