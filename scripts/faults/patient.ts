import { run } from '../../server/run-service.ts';

/** The service as `npm start` runs it, except that its time limit for Kommo is longer than any test. */
await run({ exchangeMs: 900_000 });
