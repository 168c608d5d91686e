import { expect, test } from 'vitest';
import { openTestDatabase } from '../database/testing/test-database.ts';
import { customerHistory } from '../../scripts/sandbox/fastspring/customer-history.ts';
