import { benchIngest } from './ingest.ts';
import { benchPayments } from './payments.ts';

/** Every benchmark, each figure on a line of its own. Speed is measured here and asserted nowhere. */
await benchPayments();
await benchIngest();
