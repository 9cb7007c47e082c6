import type { AttackCase } from '../attack-case.ts';

const answers = 'test/oauth/token-response.test.ts';
const inTheProduct = 'test/attacks/token-answers.test.ts';
const reader = 'server/oauth/token-response.ts';
const normalizer = 'server/oauth/normalizing-fetch.ts';

/** Group D: token answers. */
export const tokenAnswerCases: readonly AttackCase[] = [
  {
    id: 'D01',
    stimulus: 'the token endpoint redirects to another host',
    test: answers,
    // That nothing follows is proven with F06; here the redirect's own body is taken for the tokens.
    mutation: [
      {
        file: normalizer,
        find: 'if (answer !== undefined && successStatuses.includes(response.status)) {',
        replace: 'if (answer !== undefined && response.status < 400) {',
      },
    ],
  },
  {
    id: 'D02',
    stimulus: 'an error in a 200',
    test: answers,
    mutation: [
      {
        file: normalizer,
        find: 'if (answer !== undefined && error !== undefined) {',
        replace: 'if (answer !== undefined && error !== undefined && !response.ok) {',
      },
    ],
  },
  {
    id: 'D03',
    stimulus: 'a page instead of tokens',
    test: answers,
    mutation: [
      {
        file: normalizer,
        find: '  } catch {\n    return undefined;\n  }',
        replace: '  } catch {\n    throw new Error(text);\n  }',
      },
    ],
  },
  {
    id: 'D04',
    stimulus: 'a form answer that nobody declared',
    test: answers,
    mutation: [
      {
        file: normalizer,
        find: "provider.token.answer.format === 'form' && !text",
        replace: '!text',
      },
    ],
  },
  {
    id: 'D05',
    stimulus: 'tokens with 201, and with other statuses of success',
    test: answers,
    mutation: [
      { file: normalizer, find: 'const successStatuses = [200, 201];', replace: 'const successStatuses = [200, 201, 202];' },
    ],
  },
  {
    id: 'D06',
    stimulus: 'an access token that is no token',
    test: inTheProduct,
    mutation: [
      {
        file: reader,
        find: "typeof value === 'string' && value.length <= maxTokenLength && /^[\\x20-\\x7e]+$/.test(value) ? value : null",
        replace: "value === '' ? null : String(value)",
      },
    ],
  },
  {
    id: 'D07',
    stimulus: 'odd JSON: prototypes, depth, no object',
    test: answers,
    mutation: [
      {
        file: 'server/oauth/answer-member.ts',
        find: 'return isJsonObject(value) && Object.hasOwn(value, name) ? memberAt',
        replace: 'return isJsonObject(value) ? memberAt',
      },
    ],
  },
  {
    id: 'D08',
    stimulus: 'no token type',
    test: answers,
    mutation: [
      {
        file: reader,
        find: "const tokenType = typeof given === 'string' && given !== '' ? given : 'Bearer';",
        replace: 'const tokenType = String(given);',
      },
    ],
  },
  {
    id: 'D09',
    stimulus: 'a token type that nobody asked for',
    test: answers,
    mutation: [
      { file: reader, find: "const proofTokenTypes = ['mac', 'dpop', 'pop'];", replace: 'const proofTokenTypes: string[] = [];' },
    ],
  },
  {
    id: 'D10',
    stimulus: 'a lifetime as text',
    test: answers,
    mutation: [
      {
        file: reader,
        find: "const given = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;",
        replace: 'const given = value;',
      },
    ],
  },
  {
    id: 'D11',
    stimulus: 'a lifetime of nothing or less',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/hand-over.ts',
        find: 'return secondsLeft > -deadOnArrivalSeconds;',
        replace: 'return secondsLeft > 0;',
      },
    ],
  },
  {
    id: 'D12',
    stimulus: 'an endless or unreadable lifetime',
    test: answers,
    mutation: [
      {
        file: reader,
        find: 'return Math.min(Math.max(Math.floor(given / perSecond), 0), maxLifetimeSeconds);',
        replace: 'return Math.max(Math.floor(given / perSecond), 0);',
      },
    ],
  },
  {
    id: 'D13',
    stimulus: 'no lifetime',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/refresh-schedule.ts',
        find: 'const life = lifetimeSeconds ?? Infinity;',
        replace: 'const life = lifetimeSeconds ?? 3600;',
      },
    ],
  },
  {
    id: 'D14',
    stimulus: 'a lifetime in milliseconds',
    test: answers,
    mutation: [{ file: reader, find: 'return secondsOf(value, 1000);', replace: 'return secondsOf(value);' }],
  },
  {
    id: 'D15',
    stimulus: 'a renewal without a refresh token in its answer',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/refresh-schedule.ts',
        find: 'const refreshToken = set.refreshToken ?? kept.refreshToken;',
        replace: 'const refreshToken = set.refreshToken;',
      },
    ],
  },
  {
    id: 'D16',
    stimulus: 'a renewal that brings a new refresh token',
    test: inTheProduct,
    mutation: [
      {
        file: 'server/services/refresh-schedule.ts',
        find: 'const refreshToken = set.refreshToken ?? kept.refreshToken;',
        replace: 'const refreshToken = kept.refreshToken ?? set.refreshToken;',
      },
    ],
  },
  {
    id: 'D17',
    stimulus: 'an empty refresh token',
    test: inTheProduct,
    mutation: [
      {
        file: reader,
        find: 'refresh_token: isEmpty ? undefined : tokenValue(refreshToken),',
        replace: 'refresh_token: tokenValue(refreshToken),',
      },
    ],
  },
  {
    id: 'D18',
    stimulus: 'a lifetime of the refresh token, under either name',
    test: 'test/attacks/grant-ends.test.ts',
    // Told by the provider, and left to the catalog all the same.
    mutation: [
      {
        file: 'server/services/refresh-schedule.ts',
        find: 'set.refreshTokenExpiresInSeconds || terms.idleSeconds',
        replace: 'terms.idleSeconds',
      },
    ],
  },
  {
    id: 'D19',
    stimulus: 'fewer scopes than the vendor cannot do without',
    test: 'test/server/required-scopes.test.ts',
    mutation: [
      {
        file: 'server/services/store-grant.ts',
        find: 'tokens.scopes?.includes(scope) === false',
        replace: 'tokens.scopes === undefined && scope === undefined',
      },
    ],
  },
  {
    id: 'D20',
    stimulus: 'more members than were declared, secrets among them',
    test: answers,
    mutation: [{ file: reader, find: "    .filter((name) => name !== 'refresh_token')\n", replace: '' }],
  },
  {
    id: 'D21',
    stimulus: 'an address in the answer that leads inside',
    test: 'test/oauth/kept-value.test.ts',
    mutation: [
      {
        file: 'server/oauth/kept-value.ts',
        find: 'return isPublic && (suffixes === undefined',
        replace: "return url.protocol === 'https:' && (suffixes === undefined",
      },
    ],
  },
  {
    id: 'D22',
    stimulus: 'a wrong charset, a byte order mark, UTF-16',
    test: answers,
    mutation: [
      {
        file: normalizer,
        find: 'const text = await response.text();',
        replace: "const text = Buffer.from(await response.arrayBuffer()).toString('latin1');",
      },
    ],
  },
];
