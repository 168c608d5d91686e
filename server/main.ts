import { run } from './run-service.ts';

await run();
