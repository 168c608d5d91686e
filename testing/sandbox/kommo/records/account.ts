import type { Clock } from '../../clock.ts';
import {
  defaultCatalogs,
  defaultCustomFields,
  defaultInvoiceFields,
  defaultPipelines,
  defaultTaskTypes,
  defaultUsers,
} from './defaults.ts';
import type {
  AccountEvent,
  Catalog,
  CatalogElement,
  Company,
  Contact,
  CustomField,
  ElementLink,
  EntityType,
  Lead,
  Note,
  Pipeline,
  Tag,
  Task,
  TaskType,
  User,
  WebhookSubscription,
} from './entities.ts';
import type { WebhookCall } from './webhook-call.ts';

export interface Account {
  readonly id: number;
  subdomain: string;
  readonly name: string;
  readonly language: string;
  readonly country: string;
  readonly currency: string;
  readonly timezone: string;
  /**
   * whether a lead's price may have a fraction: https://github.com/amocrm/amocrm-api-php/pull/620; the documentation
   * only mentions whole numbers
   */
  acceptsMinorUnits: boolean;
  /** ms until a new contact or company shows in searches; Kommo documents none */
  readonly searchLag: number;
  readonly users: User[];
  readonly pipelines: Pipeline[];
  readonly taskTypes: TaskType[];
  readonly customFields: Record<EntityType, CustomField[]>;
  /** those created on their own */
  readonly tags: Record<EntityType, Tag[]>;
  readonly catalogs: Catalog[];
  /** by the list's id */
  readonly catalogFields: Map<number, CustomField[]>;
  readonly elements: Map<number, CatalogElement>;
  readonly elementLinks: ElementLink[];
  readonly leads: Map<number, Lead>;
  readonly contacts: Map<number, Contact>;
  readonly companies: Map<number, Company>;
  readonly notes: Map<number, Note>;
  readonly tasks: Map<number, Task>;
  /** oldest first */
  readonly events: AccountEvent[];
  readonly webhooks: Map<string, WebhookSubscription>;
  /** outstanding webhook calls; oldest first */
  readonly webhookCalls: WebhookCall[];
  /** Kommo's refusal of webhooks on a plan without them; null on a plan with webhooks */
  readonly webhooksRefused: 402 | 403 | null;
  readonly clock: Clock;
  readonly nextId: () => number;
}

/** An omitted value becomes the demo account's. */
export interface AccountOptions {
  readonly subdomain: string;
  readonly id?: number;
  readonly name?: string;
  readonly language?: string;
  readonly country?: string;
  readonly currency?: string;
  /** IANA name */
  readonly timezone?: string;
  readonly acceptsMinorUnits?: boolean;
  readonly searchLag?: number;
  readonly users?: readonly User[];
  readonly pipelines?: readonly Pipeline[];
  readonly taskTypes?: readonly TaskType[];
  readonly webhooksRefused?: 402 | 403;
}

export function createAccount(options: AccountOptions, clock: Clock, nextId: () => number): Account {
  const catalogs = defaultCatalogs(nextId);
  return {
    id: options.id ?? nextId(),
    subdomain: options.subdomain,
    name: options.name ?? 'Bluebird Software',
    language: options.language ?? 'en',
    country: options.country ?? 'US',
    currency: options.currency ?? 'EUR',
    timezone: options.timezone ?? 'Europe/Berlin',
    acceptsMinorUnits: options.acceptsMinorUnits ?? true,
    searchLag: options.searchLag ?? 0,
    users: [...(options.users ?? defaultUsers(nextId))],
    pipelines: [...(options.pipelines ?? defaultPipelines(nextId))],
    taskTypes: [...(options.taskTypes ?? defaultTaskTypes())],
    customFields: defaultCustomFields(nextId),
    tags: { leads: [], contacts: [], companies: [] },
    catalogs,
    catalogFields: new Map(
      catalogs.map(({ id, type }) => [id, type === 'invoices' ? defaultInvoiceFields(nextId) : []]),
    ),
    elements: new Map(),
    elementLinks: [],
    leads: new Map(),
    contacts: new Map(),
    companies: new Map(),
    notes: new Map(),
    tasks: new Map(),
    events: [],
    webhooks: new Map(),
    webhookCalls: [],
    webhooksRefused: options.webhooksRefused ?? null,
    clock,
    nextId,
  };
}

/** The user with the rights of an installation: the first active administrator. */
export function installingUser(account: Account): User {
  const user = account.users.find((candidate) => candidate.isAdmin && candidate.isActive);
  if (!user) throw new Error(`account ${account.subdomain} has no active administrator`);
  return user;
}
