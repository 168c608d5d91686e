import { addProduct, type Store } from '../../testing/sandbox/fastspring/index.ts';
import type { Product } from '../../testing/sandbox/fastspring/records.ts';
import type { KommoSandbox, Lead } from '../../testing/sandbox/kommo/index.ts';
import type { AccountOptions } from '../../testing/sandbox/kommo/records/account.ts';
import { LOST, type Pipeline, WON } from '../../testing/sandbox/kommo/records/entities.ts';

export const stages = {
  contact: 'First contact',
  trial: 'Trial',
  negotiation: 'Negotiation',
  problem: 'Payment problem',
  won: 'Closed - won',
  lost: 'Closed - lost',
} as const;

const closed: Readonly<Record<string, number>> = { [stages.won]: WON, [stages.lost]: LOST };

/** The account of the demo: one pipeline with a stage for trials and one for payments that went wrong. */
export function demoAccount(): AccountOptions {
  const colors = ['#99ccff', '#ccc8f9', '#ffdc7f', '#ff8f92', '#98cb4a', '#c1c1c1'];
  const pipeline: Pipeline = {
    id: 7_001,
    name: 'Sales',
    sort: 1,
    is_main: true,
    is_archive: false,
    statuses: [
      { id: 7_010, name: 'Incoming leads', sort: 10, color: '#c1c1c1', type: 1, is_editable: false },
      ...Object.values(stages).map((name, index) => ({
        id: closed[name] ?? 7_011 + index,
        name,
        sort: 20 + 10 * index,
        color: colors[index] ?? '#99ccff',
        type: 0 as const,
        is_editable: closed[name] === undefined,
      })),
    ],
  };
  return { subdomain: 'demo', pipelines: [pipeline] };
}

export type LeadName = 'acme' | 'northwind' | 'lumen' | 'harbor' | 'pixelforge';
export type Leads = Readonly<Record<LeadName, Lead>>;

/** The people whom the company knows, each with a lead. */
const people: Readonly<
  Record<LeadName, { name: string; emails: readonly string[]; deal: string; stage: string; price: number }>
> = {
  acme: {
    name: 'Anna Schmidt',
    emails: ['Anna@Acme.example'],
    deal: 'Acme GmbH – Pro plan',
    stage: stages.negotiation,
    price: 200,
  },
  northwind: {
    name: 'Nora Lind',
    emails: ['nora@northwind.example'],
    deal: 'Northwind Studio – Team plan',
    stage: stages.contact,
    price: 290,
  },
  lumen: {
    name: 'Luc Moreau',
    emails: ['luc@lumenlabs.example'],
    deal: 'Lumen Labs – Pro plan',
    stage: stages.contact,
    price: 100,
  },
  harbor: {
    name: 'Hugh Harper',
    emails: ['hugh@harborsons.example'],
    deal: 'Harbor & Sons – Pro plan',
    stage: stages.contact,
    price: 100,
  },
  pixelforge: {
    name: 'Priya Rao',
    emails: ['priya@pixelforge.example'],
    deal: 'Pixelforge – Studio bundle',
    stage: stages.contact,
    price: 249,
  },
};

/** Five leads, before any payment is known. */
export function addLeads(kommo: KommoSandbox): Leads {
  const add = (name: LeadName): Lead => {
    const { deal, stage, price, ...person } = people[name];
    const contact = kommo.addContact(person);
    return kommo.addLead({ name: deal, price, status_id: stageId(kommo, stage), contactIds: [contact.id] });
  };
  const leads: Leads = {
    acme: add('acme'),
    northwind: add('northwind'),
    lumen: add('lumen'),
    harbor: add('harbor'),
    pixelforge: add('pixelforge'),
  };
  // A substring search for Anna's address finds this contact too; its payments must never land here.
  kommo.addContact({ name: 'Joanna (cc anna@acme.example)', emails: ['joanna@acme-fans.example'] });
  return leads;
}

/** The salesperson puts the lead with the trial where it belongs: a trial's order is completed too, and moved it on. */
export function moveTrial(kommo: KommoSandbox, { lumen }: Leads): void {
  const seller = kommo.account().users.find(({ isAdmin, isActive }) => isActive && !isAdmin);
  kommo.moveLeadByHand(lumen.id, stageId(kommo, stages.trial), undefined, seller && { userId: seller.id });
}

export function stageId(kommo: KommoSandbox, name: string): number {
  const statuses = kommo.account().pipelines.flatMap((pipeline) => pipeline.statuses);
  const stage = statuses.find((candidate) => candidate.name === name);
  if (stage === undefined) throw new Error(`The sandbox has no stage ${name}`);
  return stage.id;
}

export type Catalogue = Readonly<Record<'pro' | 'proYearly' | 'team' | 'handbook' | 'onboarding' | 'studio', Product>>;

/** The store's six products, with prices in three currencies. */
export function addCatalogue(store: Store): Catalogue {
  const add = (
    [path, name, sku]: readonly [string, string, string],
    prices: Readonly<Record<'EUR' | 'USD' | 'GBP', string>>,
    unit?: 'month' | 'year',
  ): Product =>
    addProduct(store, { path, name, sku, prices, interval: unit === undefined ? null : { unit, length: 1 } });
  return {
    pro: add(['pro-plan-monthly', 'Pro plan', 'PRO-M'], { EUR: '100.00', USD: '109.00', GBP: '89.00' }, 'month'),
    proYearly: add(
      ['pro-plan-yearly', 'Pro plan, yearly', 'PRO-Y'],
      { EUR: '1000.00', USD: '1090.00', GBP: '890.00' },
      'year',
    ),
    team: add(['team-plan-monthly', 'Team plan', 'TEAM-M'], { EUR: '290.00', USD: '319.00', GBP: '259.00' }, 'month'),
    handbook: add(['handbook', 'Handbook', 'BOOK-1'], { EUR: '50.00', USD: '55.00', GBP: '45.00' }),
    onboarding: add(['onboarding', 'Onboarding session', 'ONB-1'], { EUR: '490.00', USD: '540.00', GBP: '430.00' }),
    studio: add(['studio-bundle', 'Studio bundle', 'STU-1'], { EUR: '249.00', USD: '279.00', GBP: '219.00' }),
  };
}
