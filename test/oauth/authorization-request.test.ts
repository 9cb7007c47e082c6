import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { createAuthorizationRequest } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';

const redirectUri = 'https://connections.example/oauth/callback/acme';

function request(client = anOAuthClient()) {
  const made = createAuthorizationRequest(client, redirectUri);
  return { ...made, url: new URL(made.url), text: made.url };
}

describe('createAuthorizationRequest', () => {
  it('B13 asks for a code with S256 PKCE, and binds it to a state of 256 bits', () => {
    const { url, state, codeVerifier } = request();
    assert.equal(url.origin + url.pathname, 'https://provider.example/authorize');
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: redirectUri,
      state,
      code_challenge_method: 'S256',
      code_challenge: createHash('sha256')
        .update(codeVerifier ?? '')
        .digest('base64url'),
      scope: 'read write',
    });
    assert.match(state, /^[A-Za-z0-9_-]{43}$/);
    assert.match(codeVerifier ?? '', /^[A-Za-z0-9_-]{43}$/);
  });

  it('B13 makes a new state and verifier every time', () => {
    const made = Array.from({ length: 200 }, () => request());
    assert.equal(new Set(made.flatMap(({ state, codeVerifier }) => [state, codeVerifier])).size, 400);
  });

  it('B14 sends no challenge where the provider refuses one', () => {
    const { url, codeVerifier } = request(anOAuthClient({ facts: { authorize: { pkce: 'none' } } }));
    assert.equal(codeVerifier, undefined);
    assert.equal(url.searchParams.has('code_challenge'), false);
    assert.equal(url.searchParams.has('code_challenge_method'), false);
  });

  it('B15 never makes a plain challenge', () => {
    const { url, codeVerifier } = request(anOAuthClient({ facts: { authorize: { pkce: 'plain' } } }));
    assert.equal(url.searchParams.get('code_challenge_method'), 'S256');
    assert.notEqual(url.searchParams.get('code_challenge'), codeVerifier);
  });

  it('keeps the query of the endpoint, which beats the usual parameters of the provider', () => {
    const { url } = request(
      anOAuthClient({
        authorizeUrl: 'https://provider.example/authorize?prompt=select_account&user_scope=chat',
        facts: { authorize: { params: { prompt: 'consent', access_type: 'offline' } } },
      }),
    );
    assert.equal(url.searchParams.get('prompt'), 'select_account');
    assert.equal(url.searchParams.get('user_scope'), 'chat');
    assert.equal(url.searchParams.get('access_type'), 'offline');
  });

  it('lets nothing in the endpoint set what binds the flow', () => {
    const { url, state } = request(
      anOAuthClient({
        authorizeUrl:
          'https://provider.example/authorize?state=fixed&redirect_uri=https://evil.example&client_id=x&response_type=token&nonce=n&code_challenge=c&scope=admin#frag',
        facts: { authorize: { pkce: 'none' } },
      }),
    );
    assert.deepEqual(Object.fromEntries(url.searchParams), {
      response_type: 'code',
      client_id: 'client-1',
      redirect_uri: redirectUri,
      state,
      scope: 'read write',
    });
    assert.equal(url.hash, '');
  });

  const separators = [
    [' ', 'scope=read%20write'],
    [',', 'scope=read%2Cwrite'],
    ['+', 'scope=read+write'],
  ] as const;
  for (const [separator, expected] of separators) {
    it(`separates scopes with "${separator}"`, () => {
      const { text } = request(anOAuthClient({ facts: { authorize: { scopeSeparator: separator } } }));
      assert.ok(text.split(/[?&]/).includes(expected), text);
    });
  }

  it('keeps a literal plus apart from a space', () => {
    const { url, text } = request(anOAuthClient({ clientId: 'a+b c' }));
    assert.equal(url.searchParams.get('client_id'), 'a+b c');
    assert.ok(text.includes('client_id=a%2Bb%20c'));
  });

  it('leaves the scope out when there is none, and keeps one that is fixed in the endpoint', () => {
    assert.equal(request(anOAuthClient({ scopes: [] })).url.searchParams.has('scope'), false);
    const fixed = anOAuthClient({ scopes: [], authorizeUrl: 'https://provider.example/authorize?scope=basic' });
    assert.equal(request(fixed).url.searchParams.get('scope'), 'basic');
  });
});
