import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { discoverServer } from '../../server/oauth/index.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

describe('where an issuer’s metadata lies', () => {
  let egress: Egress;
  let provider: MisbehavingProvider;
  before(async () => {
    egress = createEgress({ privateCidrs: ['127.0.0.0/8'] });
    provider = await startMisbehavingProvider();
  });
  after(async () => {
    await provider.stop();
    await egress.close();
  });

  for (const place of [
    '/.well-known/oauth-authorization-server/tenant',
    '/.well-known/openid-configuration/tenant',
    '/tenant/.well-known/openid-configuration',
  ]) {
    it(`for a tenant in the path: ${place}`, async () => {
      const issuer = `${provider.url}/tenant`;
      const metadata = {
        issuer,
        authorization_endpoint: `${issuer}/authorize`,
        token_endpoint: `${issuer}/token`,
        response_types_supported: ['code'],
      };
      provider.answerWith(behaviours.at({ [place]: behaviours.json(metadata) }));
      assert.equal((await discoverServer(issuer, { start: 'issuer', directory: '' }, egress)).tokenEndpoint, `${issuer}/token`);
    });
  }
});
