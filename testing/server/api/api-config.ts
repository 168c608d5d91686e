import { direct } from '../../../server/config/egress-addresses.ts';

const nowhere = 'http://127.0.0.1:9';

export const apiConfig = {
  publicUrl: 'https://payments.example',
  fastspringApiUrl: nowhere,
  kommo: { clientId: '', clientSecret: '', originTemplate: nowhere, oauthUrl: nowhere, rateLimit: 7, egress: [direct] },
  singleAccount: undefined,
  alarms: { webhook: undefined, email: undefined, smtp: undefined },
};
