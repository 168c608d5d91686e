import { benchBacklog } from './backlog.ts';
import { benchCalls } from './calls.ts';
import { benchCharges } from './charges.ts';
import { benchCompare } from './compare.ts';
import { benchCost } from './cost.ts';
import { benchFlaky } from './flaky.ts';
import { benchHostile } from './hostile.ts';
import { benchImport } from './import.ts';
import { benchIngest } from './ingest.ts';
import { benchLive } from './live.ts';
import { benchPanel } from './panel.ts';
import { benchPayments } from './payments.ts';
import { benchProcesses } from './processes.ts';

/** Every benchmark, each figure on a line of its own. Speed is measured here and asserted nowhere. */
await benchPanel();
await benchPayments();
await benchLive();
await benchIngest();
await benchCompare();
await benchBacklog();
await benchFlaky();
await benchCharges();
await benchCalls();
await benchProcesses();
await benchCost();
await benchHostile();
await benchImport();
