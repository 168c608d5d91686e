/**
 * What `POST /api/v1/fastspring/check` answers. `missing`: no credentials are saved; `unreachable`: FastSpring did not
 * answer in a way that says anything about them.
 */
export interface FastspringCheckView {
  readonly verdict: 'accepted' | 'refused' | 'missing' | 'unreachable';
}
