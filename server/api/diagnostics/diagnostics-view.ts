/**
 * What `GET /api/v1/diagnostics` answers: a file for support, without a secret, a name, an address, a phone or an IP.
 * Its parts are for people to read and may differ between versions.
 */
export interface DiagnosticsView {
  readonly format: 'kommo-fastspring diagnostics';
  readonly madeAt: string;
  readonly [part: string]: unknown;
}
