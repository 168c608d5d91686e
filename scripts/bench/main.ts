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
import { runParts } from './run-parts.ts';

/** Every benchmark, each figure on a line of its own. Speed is measured here and asserted nowhere. */
await runParts([
  benchPanel,
  benchPayments,
  benchLive,
  benchIngest,
  benchCompare,
  benchBacklog,
  benchFlaky,
  benchCharges,
  benchCalls,
  benchProcesses,
  benchCost,
  benchHostile,
  benchImport,
]);
