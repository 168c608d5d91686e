import type { FastifyInstance } from 'fastify';
import type { Account } from '../records/account.ts';
import type { CustomField, User } from '../records/entities.ts';
import { type Authenticate, requireAdministrator } from './caller.ts';
import { sendPage } from './page.ts';
import { parametersOf, withParameter } from './parameters.ts';

/** `GET /account`, `/users`, `/users/{id}` and `/leads/pipelines`. */
export function accountRoutes(app: FastifyInstance, authenticate: Authenticate): void {
  app.get('/account', async (request) => {
    const { account, user, base } = authenticate(request);
    const shown = withParameter(parametersOf(request));
    return {
      id: account.id,
      name: account.name,
      subdomain: account.subdomain,
      created_at: 1_600_000_000,
      current_user_id: user.id,
      country: account.country,
      currency: account.currency,
      currency_symbol: currencySymbol(account),
      customers_mode: 'disabled',
      is_unsorted_on: true,
      is_loss_reason_enabled: true,
      is_technical_account: false,
      contact_name_display_order: 1,
      language: account.language,
      _links: { self: { href: `${base}/account` } },
      _embedded: {
        ...(shown.has('users_groups') ? { users_groups: [{ id: 0, name: 'Sales', uuid: null }] } : {}),
        ...(shown.has('task_types')
          ? { task_types: account.taskTypes.map((type) => ({ ...type, color: null, icon_id: null })) }
          : {}),
        ...(shown.has('datetime_settings') ? { datetime_settings: datetimeSettings(account) } : {}),
      },
    };
  });

  app.get('/users', async (request, reply) => {
    const caller = authenticate(request);
    requireAdministrator(caller);
    return sendPage(request, reply, 'users', caller.account.users, renderUser, { withTotal: true });
  });

  app.get('/leads/pipelines', async (request) => {
    const { account, base } = authenticate(request);
    return {
      _total_items: account.pipelines.length,
      _links: { self: { href: `${base}/leads/pipelines` } },
      _embedded: {
        pipelines: account.pipelines.map(({ statuses, ...pipeline }) => ({
          ...pipeline,
          is_unsorted_on: true,
          account_id: account.id,
          _links: { self: { href: `${base}/leads/pipelines/${pipeline.id}` } },
          _embedded: {
            statuses: statuses.map((status) => ({ ...status, pipeline_id: pipeline.id, account_id: account.id })),
          },
        })),
      },
    };
  });
}

export function renderField(account: Account, field: CustomField, entityType: string): object {
  return { ...field, entity_type: entityType, account_id: account.id, is_predefined: field.type === 'multitext' };
}

function renderUser(user: User): object {
  const access = { view: 'A', edit: 'A', add: 'A', delete: user.isAdmin ? 'A' : 'D', export: user.isAdmin ? 'A' : 'D' };
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    lang: user.lang,
    rights: {
      leads: { ...access, ...user.leadRights },
      contacts: { ...access, ...user.personRights },
      companies: { ...access, ...user.personRights },
      tasks: { edit: 'A', delete: 'A' },
      is_admin: user.isAdmin,
      is_free: false,
      is_active: user.isActive,
      group_id: user.groupId ?? null,
      role_id: null,
      status_rights: (user.stageRights ?? []).map(({ pipelineId, statusId, view, edit }) => ({
        entity_type: 'leads',
        pipeline_id: pipelineId,
        status_id: statusId,
        rights: { view, edit, delete: 'D', export: 'D' },
      })),
    },
  };
}

function currencySymbol(account: Account): string {
  const parts = new Intl.NumberFormat('en', { style: 'currency', currency: account.currency }).formatToParts(0);
  return parts.find((part) => part.type === 'currency')?.value ?? account.currency;
}

function datetimeSettings(account: Account): object {
  const zoned = new Intl.DateTimeFormat('en', { timeZone: account.timezone, timeZoneName: 'longOffset' });
  const offset = zoned.formatToParts(account.clock.now()).find((part) => part.type === 'timeZoneName')?.value;
  return {
    date_pattern: 'd.m.Y H:i',
    short_date_pattern: 'd.m.Y',
    date_format: 'd.m.Y',
    time_format: 'H:i:s',
    timezone: account.timezone,
    timezone_offset: offset?.replace('GMT', '') || '+00:00',
  };
}
