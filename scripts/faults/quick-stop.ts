import { run } from '../../server/run-service.ts';

/** The service as `npm start` runs it, but for what it sends to Kommo: a stop breaks that off after a second. */
await run({ closeMs: 1_000 });
