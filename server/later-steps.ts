import { importStep } from './history/import/advance.ts';
import { invoiceStep } from './invoices/write-invoices.ts';
import type { LaterStep } from './sync/later-step.ts';

/** In the order in which a run executes them. */
export const laterSteps: readonly LaterStep[] = [importStep, invoiceStep];
