import { run } from '../../server/run.ts';

/** The service as `npm start` runs it, with less time to stop. */
await run(3_000);
