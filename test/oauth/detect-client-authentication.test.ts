import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { refreshTokens } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { behaviours, plainTokens, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

describe('client authentication that no fact names', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress({ privateCidrs: ['127.0.0.0/8'] });
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  /** Refreshes once, and returns how each request named the client. */
  async function ways(): Promise<string[]> {
    const client = anOAuthClient({ tokenUrl: `${provider.url}/token`, facts: { token: { clientAuth: 'detect' } } });
    const before = provider.requests.length;
    await refreshTokens({ client, refreshToken: 'RT' }, egress.fetch).catch(() => undefined);
    return provider.requests.slice(before).map(({ headers, body }) => {
      const inHeader = headers.authorization?.startsWith('Basic ') ?? false;
      const inBody = new URLSearchParams(body).has('client_secret');
      return inHeader && inBody ? 'both' : inHeader ? 'basic' : 'body';
    });
  }

  it('is the body where the server accepts it, in one request', async () => {
    provider.answerWith(behaviours.json(plainTokens));
    assert.deepEqual(await ways(), ['body']);
  });

  it('is Basic, alone, after the server has refused the client', async () => {
    provider.answerWith(behaviours.json({ error: 'invalid_client' }, 401));
    assert.deepEqual(await ways(), ['body', 'basic']);
  });

  it('sends nothing twice after any other refusal', async () => {
    for (const error of ['invalid_grant', 'invalid_request', 'server_error']) {
      provider.answerWith(behaviours.json({ error }, 400));
      assert.deepEqual(await ways(), ['body'], error);
    }
  });
});
