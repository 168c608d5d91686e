import { KommoAccountUnavailable, KommoError, KommoForbidden, KommoRefused } from '../../kommo/requests/errors.ts';
import { Problem } from '../../platform/http/problem.ts';

/**
 * Why Kommo could not be asked while a person waits. `code` is for the page, which has the words in the reader's
 * language: kommo_disconnected | kommo_forbidden | kommo_refused | kommo_unreachable.
 */
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

/** @throws the problems above for Kommo's errors */
export async function askKommo<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw error instanceof KommoError ? kommoProblem(error) : error;
  }
}
