import { runDrill } from './drill/drill.ts';

await runDrill();
