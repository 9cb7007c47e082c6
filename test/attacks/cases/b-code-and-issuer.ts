import type { AttackCase } from '../attack-case.ts';

const callbackParameters = 'server/oauth/callback-parameters.ts';
const callbackTest = 'test/oauth/callback-parameters.test.ts';
const comparedIssuer = 'if (expected !== undefined) return actual === expected;';

/** Group B: code, PKCE, issuer, mix-up. */
export const codeAndIssuerCases: readonly AttackCase[] = [
  {
    id: 'B01',
    stimulus: 'the attacker’s code with the victim’s state',
    test: 'test/attacks/codes.test.ts',
    mutation: [
      {
        file: 'server/oauth/authorization-request.ts',
        find: "pkce === 'none' ? undefined : createCodeVerifier()",
        replace: 'undefined',
      },
    ],
  },
  {
    id: 'B02',
    stimulus: 'a code at another connector’s redirect URI',
    test: 'test/server/connect.test.ts',
    mutation: [
      { file: 'server/storage/flow-store.ts', find: '          eq(flows.definitionKey, definitionKey),\n', replace: '' },
    ],
  },
  {
    id: 'B03',
    stimulus: 'a code exchange whose answer is lost',
    test: 'test/attacks/codes.test.ts',
    mutation: [
      {
        file: 'server/oauth/token-request.ts',
        find: '    attempt(requester, step, parameters, authentication, fetch),\n',
        replace:
          '    attempt(requester, step, parameters, authentication, fetch).then((outcome) =>\n' +
          "      'details' in outcome && outcome.details.progress === 'maybe_sent'\n" +
          '        ? attempt(requester, step, parameters, authentication, fetch)\n' +
          '        : outcome,\n' +
          '    ),\n',
      },
    ],
  },
  {
    id: 'B04',
    stimulus: 'the advertised issuer, as it should be',
    test: callbackTest,
    mutation: [
      {
        file: callbackParameters,
        find: comparedIssuer,
        replace: 'if (expected !== undefined) return actual === new URL(expected).origin;',
      },
    ],
  },
  {
    id: 'B05',
    stimulus: 'an issuer that differs by a slash, case or port',
    test: callbackTest,
    mutation: [
      {
        file: callbackParameters,
        find: comparedIssuer,
        replace:
          "if (expected !== undefined) return actual?.toLowerCase().replace(/\\/$/, '') === expected.toLowerCase().replace(/\\/$/, '');",
      },
    ],
  },
  {
    id: 'B06',
    stimulus: 'no issuer though it is advertised',
    test: callbackTest,
    mutation: [
      {
        file: callbackParameters,
        find: comparedIssuer,
        replace: 'if (expected !== undefined) return actual === null || actual === expected;',
      },
    ],
  },
  {
    id: 'B07',
    stimulus: 'an issuer that nobody advertised',
    test: callbackTest,
    mutation: [
      {
        file: callbackParameters,
        find: 'new URL(actual).origin === new URL(client.authorizeUrl).origin',
        replace: "new URL(actual).protocol === 'https:'",
      },
    ],
  },
  {
    id: 'B08',
    stimulus: 'an error from another issuer',
    test: callbackTest,
    mutation: [
      {
        file: callbackParameters,
        find: "if (!isExpectedIssuer(query.get('iss'), client) ||",
        replace: "if ((!query.has('error') && !isExpectedIssuer(query.get('iss'), client)) ||",
      },
    ],
  },
  {
    id: 'B09',
    stimulus: 'an evil server that sends the browser on to an honest one',
    test: 'test/attacks/mix-up.test.ts',
    mutation: [
      { file: 'server/storage/flow-store.ts', find: '          eq(flows.definitionKey, definitionKey),\n', replace: '' },
    ],
  },
  {
    id: 'B10',
    stimulus: 'a token URL that is edited while a flow is open',
    test: 'test/attacks/mix-up.test.ts',
    mutation: [
      {
        file: 'server/services/settle-flow.ts',
        find: "if (client.fingerprint !== flow.fingerprint) throw new DomainError('definition_changed');",
        replace: '',
      },
    ],
  },
  {
    id: 'B11',
    stimulus: 'a discovery document that names another issuer',
    test: 'test/attacks/discovery.test.ts',
    mutation: [
      {
        file: 'server/oauth/discover-server.ts',
        find: 'processDiscoveryResponse(expected ?? issuer, response)',
        replace: 'processDiscoveryResponse(new URL(String(named)), response)',
      },
    ],
  },
  {
    id: 'B12',
    stimulus: 'discovery that moves the token endpoint to another host later',
    test: 'test/attacks/discovery.test.ts',
    mutation: [
      {
        file: 'server/services/prepare-server.ts',
        find: ' || hostOf(before.tokenEndpoint) !== hostOf(now.tokenEndpoint)',
        replace: '',
      },
    ],
  },
  {
    id: 'B13',
    stimulus: 'a server that ignores PKCE',
    test: 'test/oauth/authorization-request.test.ts',
    mutation: [
      {
        file: 'server/oauth/arctic.ts',
        find: 'client.createAuthorizationURLWithPKCE(endpoint, state, CodeChallengeMethod.S256, codeVerifier, [...scopes])',
        replace: 'client.createAuthorizationURL(endpoint, state, [...scopes])',
      },
    ],
  },
  {
    id: 'B14',
    stimulus: 'a provider without PKCE: another browser, another tenant',
    test: 'test/attacks/without-pkce.test.ts',
    mutation: [{ file: 'server/storage/flow-store.ts', find: '          eq(flows.browserHash, browserHash),\n', replace: '' }],
  },
  {
    id: 'B15',
    stimulus: 'a definition that asks for a plain challenge',
    test: 'test/oauth/authorization-request.test.ts',
    mutation: [{ file: 'server/oauth/arctic.ts', find: 'CodeChallengeMethod.S256, ', replace: 'CodeChallengeMethod.Plain, ' }],
  },
  {
    id: 'B16',
    stimulus: 'a code and an error at once',
    test: callbackTest,
    mutation: [{ file: callbackParameters, find: 'if (error !== null) {', replace: 'if (error !== null && code === null) {' }],
  },
  {
    id: 'B17',
    stimulus: 'tokens in the callback’s query',
    test: callbackTest,
    mutation: [
      {
        file: callbackParameters,
        find: 'if (frontChannelTokens.some((name) => query.has(name))) return malformed;',
        replace: '',
      },
    ],
  },
  {
    id: 'B18',
    stimulus: 'code, issuer or error twice',
    test: callbackTest,
    mutation: [{ file: callbackParameters, find: ' || read.some((name) => query.getAll(name).length > 1)', replace: '' }],
  },
  {
    id: 'B19',
    stimulus: 'a callback with a forged Host and X-Forwarded-Host',
    test: 'test/attacks/codes.test.ts',
    mutation: [
      {
        file: 'server/oauth/code-exchange.ts',
        find: 'redirect_uri: redirectUri,',
        replace: "redirect_uri: redirectUri + '/',",
      },
    ],
  },
  {
    id: 'B20',
    stimulus: 'a forged ID token beside the access token',
    test: 'test/oauth/token-response.test.ts',
    mutation: [
      {
        file: 'server/oauth/token-response.ts',
        find: '    access_token: tokenValue(own(',
        replace: "    id_token: own('id_token'),\n    access_token: tokenValue(own(",
      },
    ],
  },
];
