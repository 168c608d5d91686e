import type { FastifyInstance } from 'fastify';
import type { FastspringApi } from '../../fastspring/api/api.ts';
import { FastspringError, FastspringNotConfigured, FastspringUnauthorized } from '../../fastspring/api/errors.ts';
import { type Authenticate, requireAdministrator } from '../people/widget-user.ts';
import type { FastspringCheckView } from './fastspring-check-view.ts';

export interface FastspringCheckDependencies {
  readonly authenticate: Authenticate;
  /** for a person who waits */
  readonly fastspring: (accountId: string) => Pick<FastspringApi, 'listProducts'>;
}

/** Tries the saved API credentials at FastSpring with a request that changes nothing. */
export async function fastspringCheckRoutes(
  app: FastifyInstance,
  dependencies: FastspringCheckDependencies,
): Promise<void> {
  const { authenticate, fastspring } = dependencies;

  app.post('/api/v1/fastspring/check', async (request): Promise<FastspringCheckView> => {
    const user = await authenticate(request);
    requireAdministrator(user);
    try {
      await fastspring(user.accountId).listProducts(1);
      return { verdict: 'accepted' };
    } catch (error) {
      return { verdict: verdictOf(error) };
    }
  });
}

/** @throws what is not FastSpring's */
function verdictOf(error: unknown): FastspringCheckView['verdict'] {
  if (error instanceof FastspringNotConfigured) return 'missing';
  if (error instanceof FastspringUnauthorized) return 'refused';
  if (error instanceof FastspringError) return 'unreachable';
  throw error;
}
