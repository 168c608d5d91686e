import { randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Backend } from '../../scripts/demo/backend.ts';
import { readConfig } from '../../server/config/config.ts';
import { laterSteps } from '../../server/later-steps.ts';
import { startService } from '../../server/service.ts';
import { findAccountsWithWork } from '../../server/sync/sweep.ts';
import { createPostgresDatabase } from '../postgres/test-database.ts';

export interface ServiceHere extends Backend {
  /** whether no work is due now and none is in progress */
  readonly isIdle: () => Promise<boolean>;
}

/** The real service in the test's process, with its own database on the run's Postgres. */
export async function startServiceHere(
  port: number,
  environment: Readonly<Record<string, string>>,
): Promise<ServiceHere> {
  const url = `http://127.0.0.1:${port}`;
  const database = await createPostgresDatabase();
  const service = await startService(
    readConfig({
      LOG_LEVEL: 'warn',
      ...environment,
      DATABASE_URL: database.url,
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: url,
    }),
  );
  const observer = new pg.Pool({ connectionString: database.url, max: 1 });
  return {
    url,
    // Checks the runs twice: a run that began after the first check may just have claimed the due work.
    isIdle: async () =>
      !(await isRunning(observer)) &&
      (await findAccountsWithWork(observer, laterSteps)).length === 0 &&
      !(await isRunning(observer)),
    stop: async () => {
      await service.close();
      await observer.end();
      await database.drop();
    },
  };
}

/** Whether a run of an account is queued or active. */
async function isRunning(observer: pg.Pool): Promise<boolean> {
  const { rowCount } = await observer.query(
    `SELECT FROM pgboss.job WHERE name = 'account' AND state IN ('created', 'retry', 'active')`,
  );
  return rowCount !== 0;
}
