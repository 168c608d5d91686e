import { setTimeout as wait } from 'node:timers/promises';
import type { FastspringApi, Product } from '../../fastspring/api/api.ts';
import { FastspringError, FastspringNotConfigured, FastspringUnauthorized } from '../../fastspring/api/errors.ts';
import type { CatalogueState } from './products-view.ts';

/** More than anybody looks through in a list; FastSpring answers so many in a dozen pages. */
const productsAtMost = 1_000;
/** ms; a new product can be sold by a link soon, and a salesperson's second link costs no request */
const rememberedFor = 300_000;
/** ms; each letter of a search would ask a FastSpring that does not answer */
const failureRememberedFor = 30_000;
/** ms; until then an earlier reading is shown while a new one is under way */
const forgottenAfter = 3_600_000;

interface Catalogue {
  readonly state: CatalogueState;
  /** those of an earlier reading where the last one failed */
  readonly products: readonly Product[];
}

/** The products of each account's store, read once for everybody within a few minutes. */
export interface StoreProducts {
  /** @throws FastspringError */
  readonly read: (accountId: string) => Promise<readonly Product[]>;
  /** What is known after at most `ms`; a reading that takes longer goes on. */
  readonly within: (ms: number, accountId: string) => Promise<Catalogue>;
}

interface Memory {
  reading: Promise<readonly Product[]> | null;
  products: readonly Product[] | null;
  readAt: number;
  failure: { readonly at: number; readonly state: CatalogueState } | null;
}

type Store = Pick<FastspringApi, 'listProducts'>;

/** @param clock ms */
export function createStoreProducts(storeOf: (accountId: string) => Store, clock: () => number): StoreProducts {
  const memories = new Map<string, Memory>();

  function memoryOf(accountId: string): Memory {
    const known = memories.get(accountId);
    if (known !== undefined) return known;
    for (const [other, { reading, readAt, failure }] of memories) {
      if (reading === null && clock() - Math.max(readAt, failure?.at ?? 0) > forgottenAfter) memories.delete(other);
    }
    const added = { reading: null, products: null, readAt: 0, failure: null };
    memories.set(accountId, added);
    return added;
  }

  async function readStore(accountId: string, memory: Memory): Promise<readonly Product[]> {
    try {
      memory.products = await listAll(storeOf(accountId));
      memory.readAt = clock();
      memory.failure = null;
      return memory.products;
    } catch (error) {
      memory.failure = { at: clock(), state: stateOf(error) };
      throw error;
    } finally {
      memory.reading = null;
    }
  }

  const isFresh = ({ products, readAt }: Memory): boolean => products !== null && clock() - readAt < rememberedFor;

  /** Missing credentials cost no request, and may be saved at any moment. */
  const hasJustFailed = ({ failure }: Memory): boolean =>
    failure !== null && failure.state !== 'not_configured' && clock() - failure.at < failureRememberedFor;

  function read(accountId: string): Promise<readonly Product[]> {
    const memory = memoryOf(accountId);
    if (memory.products !== null && isFresh(memory)) return Promise.resolve(memory.products);
    memory.reading ??= readStore(accountId, memory);
    return memory.reading;
  }

  return {
    read,
    within: async (ms, accountId) => {
      const memory = memoryOf(accountId);
      if (!(isFresh(memory) || hasJustFailed(memory))) {
        const reading = read(accountId).catch(ignoreFastspring);
        // An earlier reading is shown at once.
        if (memory.products === null) await Promise.race([reading, wait(ms, undefined, { ref: false })]);
      }
      const { products, failure } = memory;
      const state = failure?.state ?? (products === null ? 'reading' : 'read');
      return { state, products: products ?? [] };
    },
  };
}

function ignoreFastspring(error: unknown): void {
  if (!(error instanceof FastspringError)) throw error;
}

function stateOf(error: unknown): CatalogueState {
  if (error instanceof FastspringNotConfigured) return 'not_configured';
  return error instanceof FastspringUnauthorized ? 'refused' : 'unavailable';
}

async function listAll({ listProducts }: Store): Promise<readonly Product[]> {
  const products: Product[] = [];
  let page: number | null = 1;
  while (page !== null && products.length < productsAtMost) {
    const listed: Awaited<ReturnType<typeof listProducts>> = await listProducts(page);
    products.push(...listed.items);
    page = listed.nextPage;
  }
  return products.slice(0, productsAtMost);
}

/** The product's name in the language, in English, or in any; its path where it has none. */
export function productName({ name, path }: Product, language: string): string {
  const [primary = 'en'] = language.toLowerCase().split('-');
  return name[primary] ?? name.en ?? Object.values(name)[0] ?? path;
}
