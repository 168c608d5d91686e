import type { Refusal } from '../../client/answer.ts';
import type { ImportChange } from '../api/settings-api.ts';

/** Changes an import; null on success. */
export type ChangeImport = (what: ImportChange) => Promise<Refusal | null>;
