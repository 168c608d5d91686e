/** An unsuccessful answer of Kommo's, as `application/problem+json`. */
export class KommoProblem extends Error {
  override readonly name = 'KommoProblem';
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;

  constructor(status: number, detail: string, more: Readonly<Record<string, unknown>> = {}) {
    super(detail);
    this.status = status;
    this.body = {
      ...more,
      title: TITLES[status] ?? 'Error',
      type: `https://httpstatus.es/${status}`,
      status,
      detail,
    };
  }
}

/** One problem of one value; `path` as Kommo writes it, e.g. `custom_fields_values.0.field_id`. */
export interface ValueProblem {
  /** `NotSupportedChoice`, `FieldMissing`, `InvalidType`, `InvalidValue` or `FieldNotExpected`; a UUID for a value that names no field */
  readonly code: string;
  readonly path: string;
  readonly detail: string;
}

/** The refusal of a whole batch because of some of its elements. */
export function validationFailed(
  elements: readonly { readonly requestId: string; readonly problems: readonly ValueProblem[] }[],
): KommoProblem {
  return new KommoProblem(400, 'Request validation failed', {
    'validation-errors': elements.map(({ requestId, problems }) => ({ request_id: requestId, errors: problems })),
  });
}

export function notSupported(path: string): ValueProblem {
  return { code: 'NotSupportedChoice', path, detail: 'The value you selected is not a valid choice.' };
}

/** https://github.com/Krukov/amocrm_api/issues/68 */
export function notExpected(path: string): ValueProblem {
  return { code: 'FieldNotExpected', path, detail: 'This field was not expected.' };
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
};
