import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createEgress, EgressError, type Egress, type EgressPolicy } from '../../server/egress/index.ts';
import { startCanary } from '../support/canary.ts';
import { listenOnLoopback } from '../support/loopback-server.ts';
import { behaviours, startMisbehavingProvider, type MisbehavingProvider } from '../support/misbehaving-provider.ts';

const policy: EgressPolicy = { privateCidrs: ['127.0.0.0/8'] };

describe('an egress call', () => {
  let provider: MisbehavingProvider;
  let egress: Egress;
  before(async () => {
    provider = await startMisbehavingProvider();
    egress = createEgress(policy);
  });
  beforeEach(() => {
    provider.requests.length = 0;
    provider.answerWith(behaviours.json({ ok: true }));
  });
  after(async () => {
    await egress.close();
    await provider.stop();
  });

  const hurried = async (test: (egress: Egress) => Promise<void>, totalTimeoutMs = 250) => {
    const impatient = createEgress({ ...policy, totalTimeoutMs });
    try {
      await test(impatient);
    } finally {
      await impatient.close();
    }
  };

  it('sends what it was given and hands back the answer', async () => {
    provider.answerWith(behaviours.json({ ok: true }, 418, { 'x-extra': 'yes' }));
    const response = await egress.fetch(`${provider.url}/token?a=1`, {
      method: 'POST',
      body: new URLSearchParams({ code: 'a b&c' }),
      headers: { 'x-own': 'kept', cookie: 'dropped', 'user-agent': 'dropped', 'accept-encoding': 'gzip', host: 'evil.example' },
    });
    assert.equal(response.status, 418);
    assert.equal(response.headers.get('x-extra'), 'yes');
    assert.deepEqual(await response.json(), { ok: true });
    const [request] = provider.requests;
    assert.deepEqual([request?.method, request?.path, request?.body], ['POST', '/token?a=1', 'code=a+b%26c']);
    assert.equal(request?.headers['x-own'], 'kept');
    assert.equal(request?.headers.cookie, undefined);
    assert.equal(request?.headers['accept-encoding'], 'identity');
    assert.match(request?.headers['user-agent'] ?? '', /^connection-config\/\d+\.\d+\.\d+/);
    assert.equal(request?.headers.host, new URL(provider.url).host);
  });

  it('keeps no cookies', async () => {
    provider.answerWith(behaviours.json({}, 200, { 'set-cookie': 'a=b' }));
    await egress.fetch(provider.url);
    await egress.fetch(provider.url);
    assert.equal(provider.requests[1]?.headers.cookie, undefined);
  });

  for (const status of [301, 302, 303, 307, 308]) {
    it(`F06 does not follow a ${status}`, async () => {
      const canary = await startCanary();
      provider.answerWith(behaviours.redirects(status, `http://127.0.0.1:${canary.port}/`));
      const response = await egress.fetch(provider.url, { method: 'POST', body: 'secret' });
      assert.equal(response.status, status);
      assert.equal(canary.connections, 0);
      await canary.stop();
    });
  }

  it('F05 asks for a name once and goes where that answer said, whatever the name means a moment later', async () => {
    const canary = await startCanary('127.0.0.1');
    const approved = await startCanary('127.0.0.2');
    const answers = [['127.0.0.2'], ['127.0.0.1']];
    let asked = 0;
    const rebinding = createEgress(
      { privateCidrs: ['127.0.0.0/8'], totalTimeoutMs: 250 },
      { resolve: async () => answers[asked++] ?? [] },
    );
    await assert.rejects(rebinding.fetch(`http://rebind.example:${approved.port}/`), { code: 'timeout', progress: 'maybe_sent' });
    assert.deepEqual([asked, approved.connections, canary.connections], [1, 1, 0]);
    await rebinding.close();
    await Promise.all([canary.stop(), approved.stop()]);
  });

  it('F09 stops at the limit of a 200 MB body and keeps memory flat', async () => {
    provider.answerWith(behaviours.floods(200 << 20));
    const before = process.memoryUsage.rss();
    await assert.rejects(egress.fetch(provider.url), { code: 'response_too_large', reason: 'body', progress: 'received' });
    assert.ok(process.memoryUsage.rss() - before < 50 << 20);
  });

  it('F09 takes a body of exactly the limit and refuses one byte more', async () => {
    provider.answerWith(behaviours.raw('x'.repeat(262_144)));
    assert.equal((await (await egress.fetch(provider.url)).text()).length, 262_144);
    provider.answerWith(behaviours.raw('x'.repeat(262_145)));
    await assert.rejects(egress.fetch(provider.url), { code: 'response_too_large' });
  });

  it('F10 refuses a gzip bomb that nobody asked for', async () => {
    provider.answerWith(behaviours.gzipBomb(100 << 20));
    await assert.rejects(egress.fetch(provider.url), { code: 'response_too_large', reason: 'body' });
  });

  it('reads a small answer that came compressed all the same', async () => {
    provider.answerWith(behaviours.gzipped('{"ok":true}'));
    assert.deepEqual(await (await egress.fetch(provider.url)).json(), { ok: true });
  });

  it('refuses an encoding it does not know, and one that is a lie', async () => {
    provider.answerWith(behaviours.json({}, 200, { 'content-encoding': 'rot13' }));
    await assert.rejects(egress.fetch(provider.url), { code: 'response_unreadable', reason: 'encoding' });
    provider.answerWith(behaviours.json({}, 200, { 'content-encoding': 'gzip' }));
    await assert.rejects(egress.fetch(provider.url), { code: 'response_unreadable', reason: 'encoding' });
  });

  const slow = [
    ['a body that drips', behaviours.drips(), 'received'],
    ['headers that never end', behaviours.dripsHeaders(), 'maybe_sent'],
    ['silence', behaviours.neverAnswers(), 'maybe_sent'],
  ] as const;
  for (const [name, behaviour, progress] of slow) {
    it(`F11 ends at the total deadline on ${name}`, async () => {
      provider.answerWith(behaviour);
      await hurried(async (impatient) => {
        const startedAt = performance.now();
        await assert.rejects(impatient.fetch(provider.url), { code: 'timeout', reason: 'deadline', progress });
        assert.ok(performance.now() - startedAt < 2000);
      });
    });
  }

  it('F11 ends at the total deadline on a TLS handshake that stalls, before anything was sent', async () => {
    const canary = await startCanary();
    await hurried((impatient) =>
      assert.rejects(impatient.fetch(`https://127.0.0.1:${canary.port}/`), { code: 'timeout', progress: 'not_sent' }),
    );
    await canary.stop();
  });

  it('F11 ends at the total deadline on a resolver that never answers', async () => {
    const stuck = createEgress({ totalTimeoutMs: 100 }, { resolve: () => new Promise(() => undefined) });
    // The deadline does not keep a process alive by itself; a real call has a socket or a lookup that does.
    const alive = setInterval(() => undefined, 1000);
    await assert.rejects(stuck.fetch('https://slow.example/'), { code: 'timeout', reason: 'dns_timeout', progress: 'not_sent' });
    clearInterval(alive);
    await stuck.close();
  });

  it('F12 refuses 64 KB of headers and 1,000 of them', async () => {
    provider.answerWith(behaviours.bigHeader(64 << 10));
    await assert.rejects(egress.fetch(provider.url), { code: 'response_too_large', reason: 'headers' });
    provider.answerWith(behaviours.manyHeaders(1000));
    await assert.rejects(egress.fetch(provider.url), { code: 'response_too_large', reason: 'headers' });
  });

  it('F13 uses a connection for one call only, so a new policy meets no old connection', async () => {
    await egress.fetch(provider.url);
    assert.equal(provider.requests[0]?.headers.connection, 'close');
  });

  it('F14 does not read proxy settings of the environment', async () => {
    const proxy = await startCanary();
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'] as const;
    const environment = { ...process.env };
    for (const name of names) process.env[name] = `http://127.0.0.1:${proxy.port}`;
    try {
      await createEgress(policy).fetch(provider.url);
    } finally {
      process.env = environment;
    }
    assert.equal(provider.requests.length, 1);
    assert.equal(proxy.connections, 0);
    await proxy.stop();
  });

  it('E08 says that nothing was sent when the connection is refused', async () => {
    const canary = await startCanary();
    await canary.stop();
    await assert.rejects(egress.fetch(`http://127.0.0.1:${canary.port}/`), {
      code: 'provider_unreachable',
      reason: 'connection_refused',
      progress: 'not_sent',
    });
  });

  it('E09 says that the request may have arrived when the connection breaks after it', async () => {
    provider.answerWith(behaviours.hangsUp());
    await assert.rejects(egress.fetch(provider.url, { method: 'POST', body: 'x' }), {
      code: 'provider_unreachable',
      reason: 'connection_reset',
      progress: 'maybe_sent',
    });
    provider.answerWith(behaviours.hangsUpHalfway());
    await assert.rejects(egress.fetch(provider.url), { code: 'provider_unreachable', progress: 'received' });
  });

  for (const code of ['ENOTFOUND', 'EAI_AGAIN']) {
    it(`E11 tells ${code} apart from other faults`, async () => {
      const resolve = () => Promise.reject(Object.assign(new Error('dns'), { code }));
      const lost = createEgress({}, { resolve });
      const reason = code === 'ENOTFOUND' ? 'dns_not_found' : 'dns_failed';
      await assert.rejects(lost.fetch('https://gone.example/'), { code: 'provider_unreachable', reason, progress: 'not_sent' });
    });
  }

  it('refuses an answer that is not HTTP', async () => {
    const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
    const port = await listenOnLoopback(server);
    await assert.rejects(egress.fetch(`http://127.0.0.1:${port}/`), { code: 'response_unreadable', reason: 'protocol' });
    server.close();
  });

  it('lets the caller give up', async () => {
    provider.answerWith(behaviours.neverAnswers());
    const controller = new AbortController();
    const call = egress.fetch(provider.url, { signal: controller.signal });
    controller.abort();
    await assert.rejects(call, { code: 'timeout', reason: 'aborted' });
  });

  it('ends calls under way when it is closed, and takes no new ones', async () => {
    provider.answerWith(behaviours.neverAnswers());
    const closing = createEgress(policy);
    const call = closing.fetch(provider.url);
    const rejected = assert.rejects(call, EgressError);
    await closing.close();
    await rejected;
    await assert.rejects(closing.fetch(provider.url), { code: 'timeout', reason: 'aborted', progress: 'not_sent' });
  });
});
