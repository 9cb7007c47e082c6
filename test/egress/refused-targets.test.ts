import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEgress, EgressError, type Egress } from '../../server/egress/index.ts';
import { canaryZone, literalSpellings, nameSpellings } from '../support/canary-spellings.ts';
import { startCanary, type Canary } from '../support/canary.ts';
import { startMisbehavingProvider } from '../support/misbehaving-provider.ts';

async function refusal(egress: Egress, url: string): Promise<EgressError> {
  const error: unknown = await egress.fetch(url, { method: 'POST', body: 'secret' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof EgressError, `${url} was not refused`);
  return error;
}

describe('egress refuses', () => {
  let canary: Canary;
  let egress: Egress;
  before(async () => {
    canary = await startCanary('::');
    // A resolver that calls every name public that it does not know, those of this machine among them.
    egress = createEgress({ totalTimeoutMs: 250 }, { resolve: async (name) => canaryZone[name] ?? ['93.184.216.34'] });
  });
  after(async () => {
    await egress.close();
    await canary.stop();
  });

  const titles = {
    F01: 'F01 the IPv4 literal',
    F02: 'F02 the IPv6 literal',
    F03: 'F03 the private literal',
    F04: 'F04 the name',
    F08: 'F08 the local name',
  } as const;
  for (const { number, host } of [...literalSpellings, ...nameSpellings]) {
    it(`${titles[number]} ${JSON.stringify(host)}`, async () => {
      for (const scheme of ['https', 'http']) {
        const error = await refusal(egress, `${scheme}://${host}:${canary.port}/token`);
        const reason = host.includes('%lo') || host.includes('%25') ? 'invalid_url' : 'address_not_public';
        assert.deepEqual([error.code, error.reason, error.progress], ['egress_refused', reason, 'not_sent']);
      }
      assert.equal(canary.connections, 0);
    });
  }

  const urls = [
    ['http to a public host', 'http://93.184.216.34/', 'scheme'],
    ['another port of a public host', 'https://93.184.216.34:22/', 'port'],
    ['a mail port', 'https://93.184.216.34:25/', 'port'],
    ['a database port', 'https://93.184.216.34:6379/', 'port'],
    ['ftp', 'ftp://93.184.216.34/', 'scheme'],
    ['file', 'file:///etc/passwd', 'scheme'],
    ['data', 'data:application/json,{}', 'scheme'],
    ['a socket path', 'unix:/var/run/docker.sock', 'scheme'],
    ['userinfo', 'https://user:pass@93.184.216.34/', 'userinfo'],
    ['a name before an @', 'https://provider.example@127.0.0.1/', 'userinfo'],
    ['an encoded @ in userinfo', 'https://provider.example%40evil@127.0.0.1/', 'userinfo'],
    ['an empty password', 'https://:@127.0.0.1/', 'address_not_public'],
    ['a host behind a backslash and an @', 'https://127.0.0.1\\@provider.example/', 'address_not_public'],
    ['backslashes for slashes', 'https:\\\\127.0.0.1\\', 'address_not_public'],
    ['no slashes', 'https:127.0.0.1', 'address_not_public'],
    ['three slashes', 'https:///127.0.0.1/', 'address_not_public'],
    ['blanks around it', ' https://127.0.0.1/ ', 'address_not_public'],
    ['a port that is no number', 'https://127.0.0.1:443x/', 'invalid_url'],
    ['a port beyond all ports', 'https://127.0.0.1:65536/', 'invalid_url'],
    ['a fragment', 'https://93.184.216.34/#x', 'fragment'],
    ['no URL at all', 'provider.example/token', 'invalid_url'],
    ['an impossible host', 'https://[::g]/', 'invalid_url'],
  ] as const;
  for (const [name, url, reason] of urls) {
    it(`F07 ${name}`, async () => {
      const error = await refusal(egress, url);
      assert.deepEqual([error.code, error.reason, error.progress], ['egress_refused', reason, 'not_sent']);
    });
  }

  it('and names only the host in what it says', async () => {
    const error = await refusal(egress, 'https://127.0.0.1/token?client_secret=hidden');
    assert.equal(error.message, 'egress_refused (address_not_public) at 127.0.0.1');
  });
});

describe('what egress allows by name', () => {
  it('reaches a private range that the deployment names, and localhost names without asking a resolver', async () => {
    const provider = await startMisbehavingProvider();
    const { port } = new URL(provider.url);
    const asked: string[] = [];
    const resolve = async (name: string) => (asked.push(name), ['127.0.0.1']);
    const egress = createEgress({ privateCidrs: ['127.0.0.1/32'] }, { resolve });
    for (const host of ['127.0.0.1', 'localhost', 'app.localhost', 'inside.example']) {
      assert.equal((await egress.fetch(`http://${host}:${port}/`)).status, 200);
    }
    assert.equal(provider.requests.length, 4);
    assert.deepEqual(asked, ['inside.example']);
    await assert.rejects(egress.fetch(`http://[::1]:${port}/`), { code: 'egress_refused' });
    await egress.close();
    await provider.stop();
  });
});
