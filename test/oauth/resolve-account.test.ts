import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { readAccountName } from '../../server/contract/index.ts';
import { createEgress, type Egress, type EgressFetch } from '../../server/egress/index.ts';
import { resolveAccount } from '../../server/oauth/resolve-account.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

const did = 'did:plc:abcdefghijklmnopqrstuvwx';
const handle = 'alice.test';

describe('finding an account of the AT Protocol', () => {
  let egress: Egress;
  let directory: MisbehavingProvider;
  let host: MisbehavingProvider;
  before(async () => {
    egress = createEgress({ privateCidrs: ['127.0.0.0/8', '::1/128'] });
    [directory, host] = await Promise.all([startMisbehavingProvider(), startMisbehavingProvider()]);
  });
  after(async () => {
    await Promise.all([directory.stop(), host.stop()]);
    await egress.close();
  });
  afterEach(() => host.answerWith(behaviours.empty(404)));

  const document = (members: object = {}) => ({
    id: did,
    alsoKnownAs: [`at://${handle}`],
    service: [{ id: '#atproto_pds', type: 'AtprotoPersonalDataServer', serviceEndpoint: 'https://pds.test' }],
    ...members,
  });
  /** Hosts of handles are always asked on port 443 by https, so what is meant for this one is sent to `host`. */
  const fetch: EgressFetch = (url, init) =>
    egress.fetch(String(url).startsWith(`https://${handle}/`) ? String(url).replace(`https://${handle}`, host.url) : url, init);
  const find = (name: string, texts: readonly string[] = []) => {
    const read = readAccountName(name);
    assert.ok(read);
    return resolveAccount(read, {
      fetch,
      lookupText: () => Promise.resolve(texts),
      directory: directory.url,
      signal: AbortSignal.timeout(10_000),
    });
  };
  const known = (members: object = {}) =>
    directory.answerWith(behaviours.at({ [`/${did}`]: behaviours.json(document(members)) }));
  const isNotFound = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'discovery_failed';
  const account = { did, handle, server: 'https://pds.test' };

  it('by the name’s text record', async () => {
    known();
    assert.deepEqual(await find(handle, ['other=1', `did=${did}`]), account);
  });

  it('by the host of the name, where no text record says', async () => {
    known();
    host.answerWith(behaviours.at({ '/.well-known/atproto-did': behaviours.raw(`${did}\n`, 'text/plain') }));
    assert.deepEqual(await find(handle), account);
  });

  it('by a DID that is a host', async () => {
    const web = `did:web:localhost%3A${new URL(host.url).port}`;
    host.answerWith(behaviours.at({ '/.well-known/did.json': behaviours.json(document({ id: web })) }));
    assert.deepEqual(await find(web), { ...account, did: web });
  });

  it('or nobody, when two records contradict each other and the host knows none', async () => {
    known();
    assert.equal(await find(handle, [`did=${did}`, 'did=did:plc:zzzzzzzzzzzzzzzzzzzzzzzz']), undefined);
  });

  for (const [what, members] of [
    ['is another’s', { id: 'did:plc:zzzzzzzzzzzzzzzzzzzzzzzz' }],
    ['names another handle', { alsoKnownAs: ['at://bob.test', `at://${handle}`] }],
    ['names no server', { service: [] }],
    ['names a server with a path', { service: [{ ...document().service[0], serviceEndpoint: 'https://pds.test/alice' }] }],
    ['names a file', { service: [{ ...document().service[0], serviceEndpoint: 'file:///etc/passwd' }] }],
  ] as const) {
    it(`and refuses a document that ${what}`, async () => {
      known(members);
      await assert.rejects(find(handle, [`did=${did}`]), isNotFound);
    });
  }

  it('takes no address, no name of this machine and no other kind of DID for a name', () => {
    for (const text of [
      'https://alice.test',
      'alice',
      'alice.localhost',
      'alice.local',
      '127.0.0.1',
      'did:key:z6Mk',
      'a@b.test',
      '',
    ])
      assert.equal(readAccountName(text), undefined, text);
  });
});
