/** Our integration as Kommo knows it: https://developers.kommo.com/docs/oauth-20 */
export interface Integration {
  readonly clientId: string;
  readonly clientSecret: string;
  /** must equal the registered one, in every request to the token endpoint */
  readonly redirectUri: string;
}
