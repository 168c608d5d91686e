import {
  FastspringError,
  FastspringNotConfigured,
  FastspringRefused,
  FastspringUnauthorized,
} from '../fastspring/api/errors.ts';
import { ImportNotThere, ImportUnderWay } from '../history/import/import-requests.ts';
import { KommoAccountUnavailable, KommoError, KommoForbidden, KommoRefused } from '../kommo/requests/errors.ts';
import { Problem } from '../platform/http/problem.ts';
import { CustomerGone, NotLinked } from '../sync/links/link-by-hand.ts';
import { unknownCustomer } from './customers/require-customer.ts';

/**
 * What the lower rooms throw while a person waits, as an answer; any other error as it is. `code` is for the page, which
 * has the words in the reader's language.
 */
export function asProblem(error: unknown): unknown {
  if (error instanceof KommoError) return kommoProblem(error);
  if (error instanceof FastspringError) return fastspringProblem(error);
  if (error instanceof CustomerGone) return unknownCustomer();
  if (error instanceof NotLinked) {
    return new Problem(404, 'Not linked', 'This customer is not linked to this lead any more. Reload the card.', {
      code: 'not_linked',
    });
  }
  if (error instanceof ImportUnderWay) {
    return new Problem(409, 'An import is under way', 'Wait until it is done, or cancel it first.', {
      code: 'import_under_way',
    });
  }
  if (error instanceof ImportNotThere) {
    return new Problem(409, 'The import has moved on', 'It is not where this can be done any more. Reload the page.', {
      code: 'import_moved_on',
    });
  }
  return error;
}

/** Why Kommo could not be asked: kommo_disconnected | kommo_forbidden | kommo_refused | kommo_unreachable. */
function kommoProblem(error: KommoError): Problem {
  if (error instanceof KommoAccountUnavailable) {
    return new Problem(
      409,
      'Kommo is not connected',
      'Kommo does not accept this account’s connection at the moment. The connection’s state says what to do.',
      { code: 'kommo_disconnected', reason: error.reason },
    );
  }
  if (error instanceof KommoForbidden) {
    return new Problem(
      409,
      'Kommo does not allow it',
      'The user who connected this integration may not do this in Kommo. Connect it again as an administrator.',
      { code: 'kommo_forbidden' },
    );
  }
  if (error instanceof KommoRefused) {
    return new Problem(409, 'Kommo refused it', `Kommo refused the request: ${error.message}`, {
      code: 'kommo_refused',
      reason: error.message,
    });
  }
  return new Problem(503, 'Kommo does not answer', 'Kommo could not be reached. Try again in a minute.', {
    code: 'kommo_unreachable',
  });
}

/**
 * Why FastSpring did not do what a person waits for: fastspring_not_configured | fastspring_unauthorized |
 * fastspring_refused | fastspring_unreachable.
 */
function fastspringProblem(error: FastspringError): Problem {
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
