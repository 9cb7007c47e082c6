import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as arctic from 'arctic';
import { catalog } from '../../server/catalog/index.ts';
import { createAuthorizationRequest, exchangeCode } from '../../server/oauth/index.ts';
import { anOAuthClient } from '../support/an-oauth-client.ts';

const [id, secret, redirectUri] = ['client-1', 'secret-1', 'https://connections.example/cb'];
const [state, verifier, code] = ['s', 'v'.repeat(43), 'c1'];
const scopes = ['one', 'two'];

/** What arctic's classes have in common; those with PKCE take the verifier as well. */
interface ArcticClient {
  createAuthorizationURL(...parts: unknown[]): URL;
  validateAuthorizationCode(...parts: unknown[]): Promise<unknown>;
}

/** An entry that arctic has a class for, and every difference between the two, in words of {@link differences}. */
interface Pair {
  readonly key: string;
  readonly client: object;
  readonly pkce?: true;
  readonly differences: readonly string[];
}

/** The provider takes PKCE, and arctic does not send it. */
const withPkce = ['authorize code_challenge: fresh, arctic nothing', 'authorize code_challenge_method: S256, arctic nothing'];
const withVerifier = [`token code_verifier: ${verifier}, arctic nothing`];
/** Where a provider takes the secret in the body and by Basic, the catalog has it in the body, or tries that first. */
const secretInBody = [
  'token authentication: in the body, arctic client-1:secret-1',
  'token client_id: client-1, arctic nothing',
  'token client_secret: secret-1, arctic nothing',
];
/** The provider separates scopes by commas, which arctic does not know. */
const commas = 'authorize scope: one,two, arctic one two';

const pairs: readonly Pair[] = [
  { key: 'atlassian', client: new arctic.Atlassian(id, secret, redirectUri), differences: [...withPkce, ...withVerifier] },
  {
    key: 'bitbucket',
    client: new arctic.Bitbucket(id, secret, redirectUri),
    differences: ['authorize scope: one two, arctic nothing'],
  },
  { key: 'box', client: new arctic.Box(id, secret, redirectUri), differences: [] },
  { key: 'discord', client: new arctic.Discord(id, secret, redirectUri), pkce: true, differences: secretInBody },
  {
    key: 'dropbox',
    client: new arctic.Dropbox(id, secret, redirectUri),
    differences: [...withPkce, 'authorize token_access_type: offline, arctic nothing', ...secretInBody, ...withVerifier],
  },
  { key: 'figma', client: new arctic.Figma(id, secret, redirectUri), differences: [...withPkce, commas, ...withVerifier] },
  {
    key: 'github',
    client: new arctic.GitHub(id, secret, redirectUri),
    differences: [...withPkce, ...secretInBody, ...withVerifier],
  },
  {
    key: 'gitlab',
    client: new arctic.GitLab('https://gitlab.com', id, secret, redirectUri),
    differences: [...withPkce, ...secretInBody, ...withVerifier],
  },
  {
    key: 'google',
    client: new arctic.Google(id, secret, redirectUri),
    pkce: true,
    differences: ['authorize access_type: offline, arctic nothing', 'authorize prompt: consent, arctic nothing', ...secretInBody],
  },
  {
    key: 'linear',
    client: new arctic.Linear(id, secret, redirectUri),
    differences: [...withPkce, 'authorize prompt: consent, arctic nothing', commas, ...withVerifier],
  },
  { key: 'linkedin', client: new arctic.LinkedIn(id, secret, redirectUri), differences: [] },
  {
    key: 'microsoft',
    client: new arctic.MicrosoftEntraId('common', id, secret, redirectUri),
    pkce: true,
    differences: ['authorize response_mode: query, arctic nothing', ...secretInBody],
  },
  { key: 'quickbooks', client: new arctic.Intuit(id, secret, redirectUri), differences: [] },
  {
    key: 'reddit',
    client: new arctic.Reddit(id, secret, redirectUri),
    differences: ['authorize duration: permanent, arctic nothing'],
  },
  {
    key: 'salesforce',
    client: new arctic.Salesforce('login.salesforce.com', id, secret, redirectUri),
    pkce: true,
    differences: secretInBody,
  },
  {
    key: 'tiktok',
    client: new arctic.TikTok(id, secret, redirectUri),
    pkce: true,
    differences: [
      'authorize address: https://www.tiktok.com/v2/auth/authorize/, arctic https://www.tiktok.com/v2/auth/authorize',
      // Depends on the product, and is off until that is confirmed.
      'authorize code_challenge: nothing, arctic fresh',
      'authorize code_challenge_method: nothing, arctic S256',
      `token code_verifier: nothing, arctic ${verifier}`,
    ],
  },
  {
    key: 'x',
    client: new arctic.Twitter(id, secret, redirectUri),
    pkce: true,
    differences: [
      // Its hosts before the new name.
      'authorize address: https://x.com/i/oauth2/authorize, arctic https://twitter.com/i/oauth2/authorize',
      'token address: https://api.x.com/2/oauth2/token, arctic https://api.twitter.com/2/oauth2/token',
    ],
  },
  { key: 'zoom', client: new arctic.Zoom(id, secret, redirectUri), pkce: true, differences: [] },
];

/** A request as names and values: where it goes, how the client authenticates, and every parameter. */
type Facts = Readonly<Record<string, string>>;

function differences(step: string, ours: Facts, theirs: Facts): string[] {
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])].sort();
  return names
    .filter((name) => ours[name] !== theirs[name])
    .map((name) => `${step} ${name}: ${ours[name] ?? 'nothing'}, arctic ${theirs[name] ?? 'nothing'}`);
}

function addressFacts(url: URL): Facts {
  // Their values are fresh every time, so that they are there is what can be compared.
  const fresh = ['state', 'code_challenge'];
  const parameters = [...url.searchParams].map(([name, value]) => [name, fresh.includes(name) ? 'fresh' : value]);
  return { address: url.origin + url.pathname, ...(Object.fromEntries(parameters) as Facts) };
}

function tokenFacts(url: string, headers: Headers, body: string): Facts {
  const authorization = headers.get('authorization');
  return {
    address: url,
    authentication: authorization === null ? 'in the body' : atob(authorization.replace('Basic ', '')),
    ...Object.fromEntries(new URLSearchParams(body)),
  };
}

/** What arctic sends; the answer is no concern here. Only in this test is the global fetch replaced. */
async function arcticTokenRequest(client: ArcticClient, parts: readonly unknown[]): Promise<Facts> {
  const original = globalThis.fetch;
  let sent: Facts = {};
  globalThis.fetch = async (input) => {
    assert.ok(input instanceof Request);
    sent = tokenFacts(input.url, input.headers, await input.text());
    return Response.json({ access_token: 'AT', token_type: 'bearer' });
  };
  try {
    await client.validateAuthorizationCode(...parts);
  } finally {
    globalThis.fetch = original;
  }
  return sent;
}

describe('arctic’s class and the catalog’s entry ask alike, but for what is listed, of', () => {
  for (const { key, client, pkce, differences: listed } of pairs) {
    it(key, async () => {
      const provider = catalog.get(key);
      assert.ok(provider?.authorize.url !== undefined && provider.token.url !== undefined);
      const ours = anOAuthClient({
        provider,
        clientId: id,
        clientSecret: secret,
        authorizeUrl: provider.authorize.url,
        tokenUrl: provider.token.url,
        scopes,
      });
      const theirs = client as ArcticClient;
      const theirUrl = theirs.createAuthorizationURL(...(pkce ? [state, verifier, scopes] : [state, scopes]));
      const request = createAuthorizationRequest(ours, redirectUri);

      let sent: Facts = {};
      const codeVerifier = request.codeVerifier === undefined ? undefined : verifier;
      await exchangeCode({ client: ours, redirectUri, code, codeVerifier }, async (url, init) => {
        sent = tokenFacts(String(url), new Headers(init?.headers), String(init?.body));
        return Response.json({ access_token: 'AT', token_type: 'bearer' });
      });
      assert.deepEqual(
        [
          ...differences('authorize', addressFacts(new URL(request.url)), addressFacts(theirUrl)),
          ...differences('token', sent, await arcticTokenRequest(theirs, pkce ? [code, verifier] : [code])),
        ],
        listed,
      );
    });
  }
});
