import fc from 'fast-check';
import { canary } from '../plausible.ts';

const names = [
  'access_token',
  'token_type',
  'expires_in',
  'refresh_token',
  'refresh_token_expires_in',
  'scope',
  'error',
  'error_description',
  'ok',
  'authed_user',
  'team',
  'id_token',
  'instance_url',
  '__proto__',
  'constructor',
  'toString',
  'account',
  'connection_config',
];
const tokens = [`AT-${canary}`, '', 'x'.repeat(32_769), `a\r\nb ${canary}`, 'Ä', '\0', 'a b'];
const lifetimes = [0, -5, 3600, 1e18, 1e308, 0.5, '3600', ' 7 ', '1e999', 'abc', '0x10', null, true];
const texts = ['Bearer', 'mac', 'DPoP', 'read write', 'a,b', 'a+b', 'invalid_grant', 'slow_down', 'a\0b', '\u202e', '\ud800'];
const whole = {
  access_token: `AT-${canary}`,
  token_type: 'Bearer',
  expires_in: 3600,
  refresh_token: `RT-${canary}`,
  scope: 'read',
};

/** Bodies of token answers, from whole ones over odd ones to noise. */
export function answerBody(): fc.Arbitrary<Uint8Array> {
  const object = jsonObject();
  const nested = fc
    .tuple(object, fc.constantFrom('authed_user', 'team', 'x'))
    .map(([inner, name]) => `{"ok":true,"${name}":${inner}}`);
  const deep = fc
    .tuple(fc.constantFrom(['[', ']'], ['{"x":', '}']), fc.integer({ min: 30, max: 400 }))
    .map(([[open, close], levels]) => `{"access_token":"a","x":${open?.repeat(levels)}1${close?.repeat(levels)}}`);
  const form = fc
    .array(member(), { maxLength: 5 })
    .map((members) => new URLSearchParams(members.map(([name, content]) => [name, asText(content)])).toString());
  const cut = fc.tuple(object, fc.nat(60)).map(([text, length]) => text.slice(0, length));
  return fc.oneof(
    { weight: 6, arbitrary: object.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: nested.map((text) => Buffer.from(text)) },
    { weight: 2, arbitrary: form.map((text) => Buffer.from(text)) },
    deep.map((text) => Buffer.from(text)),
    cut.map((text) => Buffer.from(text)),
    object.map((text) => Buffer.from(`\ufeff${text}`)),
    object.map((text) => Buffer.from(text, 'utf16le')),
    object.map((text) => Buffer.from(text, 'latin1')),
    fc.uint8Array({ maxLength: 64 }),
  );
}

/** A whole answer or none, and more members behind it: JSON text may name one twice. */
function jsonObject(): fc.Arbitrary<string> {
  return fc.tuple(fc.boolean(), fc.array(member(), { maxLength: 5 })).map(([complete, members]) => {
    const written = [...(complete ? Object.entries(whole) : []), ...members];
    return `{${written.map(([name, content]) => `${JSON.stringify(name)}:${JSON.stringify(content) ?? 'null'}`).join(',')}}`;
  });
}

function member(): fc.Arbitrary<[string, unknown]> {
  const value = fc.oneof(
    fc.constantFrom<unknown>(...tokens, ...lifetimes, ...texts),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.double(),
    fc.jsonValue({ maxDepth: 2 }),
    fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 }),
  );
  return fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...names) }, fc.string({ maxLength: 8 })), value);
}

function asText(content: unknown): string {
  return typeof content === 'string' ? content : (JSON.stringify(content) ?? '');
}
