import type { z } from 'zod';
import { escapeHtml } from '../../http/escape-html.ts';
import type { Account } from '../records/account.ts';
import type { User } from '../records/entities.ts';
import type { jQueryVersion } from './host-files.ts';
import type { InstalledWidget } from './widget-files.ts';

/** `list`: the list of leads */
export type PageKind = 'lead' | 'contact' | 'company' | 'list' | 'settings' | 'advanced';

export interface PageOptions {
  readonly account: Account;
  readonly viewer: User | undefined;
  readonly widget: InstalledWidget | null;
  readonly clientId: string;
  readonly jquery: z.infer<typeof jQueryVersion>;
  readonly page: { readonly kind: PageKind; readonly id: number };
  /** addresses of further scripts */
  readonly scripts: readonly string[];
}

/** Kommo's page with the initial data of its scripts, as JSON in the element `boot`. */
export function pageHtml(template: string, options: PageOptions): string {
  const { account, viewer, widget, clientId, jquery, page, scripts } = options;
  const boot = {
    page,
    account: {
      id: account.id,
      subdomain: account.subdomain,
      name: account.name,
      currency: account.currency,
      language: account.language,
      timezone: account.timezone,
    },
    users: account.users.map(({ id, name, isAdmin, isActive }) => ({ id, name, isAdmin, isActive })),
    user: viewer ? { id: viewer.id, name: viewer.name, login: viewer.email, isAdmin: viewer.isAdmin } : null,
    taskTypes: account.taskTypes,
    widget: widget && {
      code: widget.code,
      version: widget.version,
      initOnce: widget.initOnce,
      locales: widget.locales,
      locations: widget.locations,
      path: `/upl/${widget.code}/widget`,
      clientId,
    },
  };
  const json = JSON.stringify(boot).replaceAll('<', '\\u003c');
  const further = scripts.map((address) => `<script src="${escapeHtml(address)}" type="module"></script>`).join('\n');
  return template
    .replace('/host/kommo.js', `/host/kommo.js?jquery=${jquery}`)
    .replace('<title>', () => `<title>${escapeHtml(account.name)}`)
    .replace('>{}</script>', () => `>${json}</script>`)
    .replace('</head>', () => `${further}</head>`);
}
