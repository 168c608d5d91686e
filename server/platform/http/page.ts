import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';

/** A page for a person: what happened and what to do. */
export interface Page {
  readonly status: number;
  readonly title: string;
  readonly paragraphs: readonly string[];
  /** the next page for the reader */
  readonly link?: { readonly text: string; readonly address: string };
  /** of the text; English if omitted */
  readonly language?: string;
}

const style =
  'body{font:16px/1.5 system-ui,sans-serif;color:#1b1f24;background:#fff;max-width:34em;margin:12vh auto;padding:0 1em}h1{font-size:1.4em}@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#16191d}}';
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
  const link = page.link && `<a href="${escapeHtml(page.link.address)}">${escapeHtml(page.link.text)}</a>`;
  const paragraphs = [...page.paragraphs.map(escapeHtml), ...(link === undefined ? [] : [link])]
    .map((paragraph) => `<p>${paragraph}</p>`)
    .join('\n');
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
