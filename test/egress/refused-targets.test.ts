import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEgress, EgressError, type Egress } from '../../server/egress/index.ts';
import { startCanary, type Canary } from '../support/canary.ts';

/** Every spelling leads to this machine, or to a place that a server must not be talked into calling. */
const literals = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '0',
  '0.0.0.0',
  '0x7f.1',
  '0x7f000001',
  '0x7F.0x0.0x0.0x1',
  '0177.0.0.1',
  '0177.1',
  '017700000001',
  '2130706433',
  '127.0.0.1.',
  '127.0.0.%31',
  '%31%32%37.0.0.1',
  '１２７.０.０.１',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127．0．0．1',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000:0000:0000:0000:0000:0000:0000:0001]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::FFFF:7F00:0001]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[64:ff9b::7f00:1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2002:7f00:1::7f00:1]',
  '[2001:0:7f00:1::]',
  '[2001:0:4136:e378:8000:63bf:3fff:fdd2]',
  '[fe80::1%25lo]',
  '[fe80::1]',
  '[fd00::1]',
  '[fc00::1]',
  '[fec0::1]',
  '[ff02::1]',
  '[100::1]',
  '[2001:db8::1]',
  '10.0.0.1',
  '10.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.257',
  '169.254.169.254',
  '0xa9fea9fe',
  '2852039166',
  '[::ffff:169.254.169.254]',
  '100.64.0.1',
  '0.1.2.3',
  '192.0.0.1',
  '198.18.0.1',
  '224.0.0.1',
  '240.0.0.1',
  '255.255.255.255',
];

/** Names that the system or a hostile zone points at this machine. */
const names: Readonly<Record<string, readonly string[]>> = {
  'canary.example': ['127.0.0.1'],
  'canary6.example': ['::1'],
  '127.0.0.1.nip.io': ['127.0.0.1'],
  'mapped.example': ['::ffff:127.0.0.1'],
  'mixed.example': ['93.184.216.34', '127.0.0.1'],
  'mixed-last.example': ['127.0.0.1', '93.184.216.34'],
  'metadata.google.internal': ['169.254.169.254'],
  'printer.local': ['192.168.1.20'],
  'nat64.example': ['64:ff9b::7f00:1'],
  'nothing.example': [],
  'garbage.example': ['not an address'],
};

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
    egress = createEgress({ totalTimeoutMs: 2000 }, { resolve: async (name) => names[name] ?? [] });
  });
  after(async () => {
    await egress.close();
    await canary.stop();
  });

  for (const host of literals) {
    it(`F01 F02 F03 the literal ${host}`, async () => {
      for (const scheme of ['https', 'http']) {
        const error = await refusal(egress, `${scheme}://${host}:${canary.port}/token`);
        const reason = host.includes('%25') ? 'invalid_url' : 'address_not_public';
        assert.deepEqual([error.code, error.reason, error.progress], ['egress_refused', reason, 'not_sent']);
      }
      assert.equal(canary.connections, 0);
    });
  }

  for (const name of [
    ...Object.keys(names),
    'localhost',
    'LOCALHOST',
    'localhost.',
    'a.b.localhost',
    'xn--localhost-.localhost',
  ]) {
    it(`F04 F08 the name ${name}`, async () => {
      for (const scheme of ['https', 'http']) {
        const error = await refusal(egress, `${scheme}://${name}:${canary.port}/token`);
        assert.deepEqual([error.code, error.reason, error.progress], ['egress_refused', 'address_not_public', 'not_sent']);
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
    const canary = await startCanary();
    const asked: string[] = [];
    const resolve = async (name: string) => (asked.push(name), ['127.0.0.1']);
    const egress = createEgress({ privateCidrs: ['127.0.0.1/32'], totalTimeoutMs: 300 }, { resolve });
    for (const host of ['127.0.0.1', 'localhost', 'app.localhost', 'inside.example']) {
      await assert.rejects(egress.fetch(`http://${host}:${canary.port}/`), { code: 'timeout', progress: 'maybe_sent' });
    }
    assert.equal(canary.connections, 4);
    assert.deepEqual(asked, ['inside.example']);
    await assert.rejects(egress.fetch(`http://[::1]:${canary.port}/`), { code: 'egress_refused' });
    await egress.close();
    await canary.stop();
  });
});
