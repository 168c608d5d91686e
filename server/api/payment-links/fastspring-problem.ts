import {
  type FastspringError,
  FastspringNotConfigured,
  FastspringRefused,
  FastspringUnauthorized,
} from '../../fastspring/api/errors.ts';
import { Problem } from '../../platform/http/problem.ts';

/**
 * Why FastSpring did not do what a person waits for. `code` is for the page, which has the words in the reader's
 * language: fastspring_not_configured | fastspring_unauthorized | fastspring_refused | fastspring_unreachable.
 */
export function fastspringProblem(error: FastspringError): Problem {
  if (error instanceof FastspringNotConfigured) {
    return new Problem(
      409,
      'FastSpring’s API is not connected',
      'An administrator enters FastSpring’s API credentials on the widget’s settings page, under Connect.',
      { code: 'fastspring_not_configured' },
    );
  }
  if (error instanceof FastspringUnauthorized) {
    return new Problem(
      409,
      'FastSpring does not accept the API credentials',
      'An administrator makes new ones in FastSpring → Developer Tools → APIs and saves them on the settings page.',
      { code: 'fastspring_unauthorized' },
    );
  }
  if (error instanceof FastspringRefused) {
    const reason = error.problems.map(({ message }) => message).join(' ');
    return new Problem(409, 'FastSpring refused it', `FastSpring says: ${reason === '' ? error.message : reason}`, {
      code: 'fastspring_refused',
      reason: reason === '' ? null : reason,
    });
  }
  return new Problem(503, 'FastSpring does not answer', 'FastSpring could not be reached. Try again in a minute.', {
    code: 'fastspring_unreachable',
  });
}
