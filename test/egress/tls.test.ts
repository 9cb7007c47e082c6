import assert from 'node:assert/strict';
import { createServer, type ServerOptions } from 'node:https';
import { after, describe, it } from 'node:test';
import { createEgress, EgressError } from '../../server/egress/index.ts';
import { createPinnedConnector } from '../../server/egress/pinned-connector.ts';
import { startCanary } from '../support/canary.ts';
import { selfSignedCertificate } from '../support/certificate.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';

const good = selfSignedCertificate({ dnsName: 'provider.example' });
const expired = selfSignedCertificate({ dnsName: 'provider.example', notAfter: new Date(Date.now() - 60_000) });
const early = selfSignedCertificate({ dnsName: 'provider.example', notBefore: new Date(Date.now() + 3_600_000) });
const otherHost = selfSignedCertificate({ dnsName: 'other.example' });

const running: (() => void)[] = [];

async function startTlsServer(options: ServerOptions): Promise<{ port: number; requests: () => number }> {
  let requests = 0;
  const server = createServer(options, (_request, response) => {
    requests += 1;
    response.end('{}');
  });
  server.on('tlsClientError', () => undefined);
  const port = await listenOnLoopback(server);
  running.push(() => server.close());
  return { port, requests: () => requests };
}

function egressTrusting(ca: readonly string[]) {
  return createEgress({ privateCidrs: ['127.0.0.1/32'], tls: { ca } }, { resolve: async () => ['127.0.0.1'] });
}

describe('TLS to a provider', () => {
  after(() => running.forEach((stop) => stop()));

  it('works for a name with a trusted certificate, over the address that the name was resolved to', async () => {
    const { port } = await startTlsServer(good);
    const response = await egressTrusting([good.cert]).fetch(`https://provider.example:${port}/`);
    assert.equal(response.status, 200);
  });

  const refused = [
    ['a self-signed certificate', good, [], 'tls_untrusted'],
    ['an expired certificate', expired, [expired.cert], 'tls_expired'],
    ['a certificate that is not valid yet', early, [early.cert], 'tls_not_yet_valid'],
    ['a certificate of another host', otherHost, [otherHost.cert], 'tls_wrong_host'],
    [
      'TLS 1.1',
      { ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' },
      [good.cert],
      'tls_version',
    ],
  ] as const;
  for (const [name, options, ca, reason] of refused) {
    it(`E10 refuses ${name}, with nothing sent and the reason told`, async () => {
      const { port, requests } = await startTlsServer(options);
      await assert.rejects(egressTrusting(ca).fetch(`https://provider.example:${port}/`), {
        code: 'provider_unreachable',
        reason,
        progress: 'not_sent',
      });
      assert.equal(requests(), 0);
    });
  }

  it('E10 keeps checking when the environment says not to', async () => {
    const { port } = await startTlsServer(good);
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      await assert.rejects(egressTrusting([]).fetch(`https://provider.example:${port}/`), {
        reason: 'tls_untrusted',
      });
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});

describe('createPinnedConnector', () => {
  it('F05 drops a socket that reached another address than the approved ones, before a byte is written', async () => {
    const canary = await startCanary();
    // A literal bypasses the pinned lookup, so only the comparison after connecting stands between this call and the canary.
    const target = { url: new URL(`http://127.0.0.1:${canary.port}/`), addresses: ['127.0.0.2'] };
    const connect = createPinnedConnector(target, {}, 1000);
    const error = await new Promise((resolve) => {
      connect({ hostname: '127.0.0.1', protocol: 'http:', port: String(canary.port) }, (...[reason, socket]) => {
        socket?.destroy();
        resolve(reason);
      });
    });
    assert.ok(error instanceof EgressError);
    assert.deepEqual([error.code, error.reason, error.progress], ['egress_refused', 'address_changed', 'not_sent']);
    assert.equal(canary.bytes, 0);
    await canary.stop();
  });
});
