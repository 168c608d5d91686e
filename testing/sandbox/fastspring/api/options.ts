/** Where FastSpring's own descriptions differ; settable at any time. */
export interface ApiOptions {
  username: string;
  /** may be empty */
  password: string;
  /** what lists of accounts and orders hold */
  listElements: 'ids' | 'objects';
  /** how the rate limit answers: 429 with Retry-After today, 404 in older descriptions */
  overLimitStatus: 429 | 404;
}
