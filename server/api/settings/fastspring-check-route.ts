import { FastspringError, FastspringNotConfigured, FastspringUnauthorized } from '../../fastspring/api/errors.ts';
import type { Api } from '../prepare-api.ts';
import { type FastspringCheckView, fastspringCheckView } from './fastspring-check-view.ts';

/** Tries the saved API credentials at FastSpring with a request that changes nothing. */
export async function fastspringCheckRoutes(app: Api): Promise<void> {
  app.post(
    '/api/v1/fastspring/check',
    { config: { administrator: true }, schema: { response: { 200: fastspringCheckView } } },
    async ({ user }): Promise<FastspringCheckView> => {
      try {
        await app.fastspring(user.accountId).listProducts(1);
        return { verdict: 'accepted' };
      } catch (error) {
        if (error instanceof FastspringNotConfigured) return { verdict: 'missing' };
        if (error instanceof FastspringUnauthorized) return { verdict: 'refused' };
        if (error instanceof FastspringError) return { verdict: 'unreachable' };
        throw error;
      }
    },
  );
}
