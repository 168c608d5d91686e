import { run } from '../../server/run-service.ts';

/** The service as `npm start` runs it, except that a stop cuts off its requests to Kommo after a second. */
await run({ closeMs: 1_000 });
