import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { createEgress, type Egress } from '../../server/egress/index.ts';
import { refreshTokens, requestTokensDirectly } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { plainTokens } from '../support/misbehaving-provider.ts';

describe('a client that proves itself in the TLS handshake', () => {
  const ofServer = selfSignedCertificate({ dnsName: 'provider.example' });
  const ofClient = selfSignedCertificate({ dnsName: 'client.example' });
  const stranger = selfSignedCertificate({ dnsName: 'stranger.example' });
  const server = createServer(
    { ...ofServer, ca: ofClient.cert, requestCert: true, rejectUnauthorized: true },
    (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(plainTokens));
    },
  );
  server.on('tlsClientError', () => undefined);
  let egress: Egress;
  let tokenUrl: string;
  before(async () => {
    tokenUrl = `https://provider.example:${await listenOnLoopback(server)}/token`;
    egress = createEgress(
      { privateCidrs: ['127.0.0.1/32'], tls: { ca: [ofServer.cert] } },
      { resolve: () => Promise.resolve(['127.0.0.1']) },
    );
  });
  after(async () => {
    await egress.close();
    server.closeAllConnections();
    await once(server.close(), 'close');
  });

  const aClient = ({ cert, key }: { cert: string; key: string }) => {
    const { clientSecret: _none, ...client } = anOAuthClient({
      tokenUrl,
      refreshUrl: tokenUrl,
      grant: 'client_credentials',
      certificate: cert,
      privateKey: { pem: key },
      facts: { token: { clientAuth: 'self_signed_tls_client_auth' } },
    });
    return client;
  };

  it('is let in with its certificate, for a token and for a renewal', async () => {
    const client = aClient(ofClient);
    assert.equal((await requestTokensDirectly({ client }, egress.fetch)).accessToken, 'AT-1');
    assert.equal((await refreshTokens({ client, refreshToken: 'RT' }, egress.fetch)).accessToken, 'AT-1');
  });

  it('is not let in with another one or with none, also right after one that was', async () => {
    await requestTokensDirectly({ client: aClient(ofClient) }, egress.fetch);
    await assert.rejects(requestTokensDirectly({ client: aClient(stranger) }, egress.fetch), { code: 'provider_unreachable' });
    await assert.rejects(egress.fetch(tokenUrl, { method: 'POST' }), { code: 'provider_unreachable' });
  });
});
