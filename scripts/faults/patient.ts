import { run } from '../../server/run-service.ts';

/** The service as `npm start` runs it, but that it waits longer for Kommo than any test lasts. */
await run({ exchangeMs: 900_000 });
