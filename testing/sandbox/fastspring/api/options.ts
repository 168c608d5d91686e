/** The points where FastSpring's own descriptions differ; settable at any time. */
export interface ApiOptions {
  username: string;
  /** may be empty */
  password: string;
  /** the elements of lists of accounts and orders */
  listElements: 'ids' | 'objects';
  /** how the rate limit answers: 429 with Retry-After today, 404 in older descriptions */
  overLimitStatus: 429 | 404;
  /** where checkouts are: FastSpring's own hosts, or pages of this sandbox at which a person can pay */
  checkouts: 'fastspring' | 'here';
}
