import {
  type FastspringError,
  FastspringNotConfigured,
  FastspringRefused,
  FastspringUnauthorized,
} from '../../fastspring/api/errors.ts';
import { Problem } from '../../platform/http/problem.ts';

/** Why the webhook secret was not rotated. `code` is for the page, which has the words in the reader's language. */

export function noCredentials(): Problem {
  return new Problem(
    409,
    'FastSpring’s API is not connected',
    'Nothing was changed. Save FastSpring’s API credentials on the settings page, under Connect, and try again.',
    { code: 'fastspring_not_configured' },
  );
}

export function secretInEnvironment(): Problem {
  return new Problem(
    409,
    'The secret comes from the environment',
    'Nothing was changed. The server’s operator sets FASTSPRING_WEBHOOK_SECRET; change it there and in FastSpring, or remove it there first.',
    { code: 'secret_in_environment' },
  );
}

/** FastSpring's own words are left out: they may repeat the secret. */
export function refusalOf(error: FastspringError): Problem {
  if (error instanceof FastspringNotConfigured) return noCredentials();
  if (error instanceof FastspringUnauthorized) {
    return new Problem(
      409,
      'FastSpring does not accept the API credentials',
      'Nothing was changed. Create new ones in FastSpring › Developer Tools › APIs, save them on the settings page, and try again.',
      { code: 'fastspring_unauthorized' },
    );
  }
  if (error instanceof FastspringRefused && isAboutAddress(error)) {
    return new Problem(
      409,
      'FastSpring does not know the webhook address',
      'Nothing was changed. FastSpring has to have this webhook address exactly as the settings page shows it: compare them in FastSpring › Developer Tools › Webhooks, and try again.',
      { code: 'webhook_address_unknown' },
    );
  }
  if (error instanceof FastspringRefused) {
    return new Problem(
      409,
      'FastSpring refused the secret',
      'Nothing was changed. FastSpring refused the new secret. Try again, which makes another one; ask FastSpring’s support if that is refused, too.',
      { code: 'fastspring_refused' },
    );
  }
  return new Problem(503, 'FastSpring’s request limit is reached', 'Nothing was changed. Try again in a minute.', {
    code: 'fastspring_busy',
  });
}

/** Whether FastSpring refused the address and not what is to be set there. */
export function isAboutAddress({ problems }: FastspringRefused): boolean {
  return problems.some(({ field }) => field === 'url');
}

export function unconfirmed(): Problem {
  return new Problem(
    502,
    'FastSpring did not confirm the secret',
    'FastSpring may have the new secret or not. Webhooks signed with either are accepted. Try again in a minute.',
    { code: 'rotation_unconfirmed' },
  );
}
