import type { ResolvedOAuth } from '../definitions/model.ts';
import { scrub } from '../redaction/scrub.ts';
import { memberAt, type JsonObject } from './answer-member.ts';

/** What a token request says in the open. Everything else in it may be a secret, and nobody repeats it to us unnoticed. */
const openParameters = [
  'grant_type',
  'client_id',
  'redirect_uri',
  'scope',
  'resource',
  'audience',
  'token_type_hint',
  'client_assertion_type',
];

/** Where providers put their prose: RFC 6749 section 5.2 first, then what JSON APIs of their own have. */
const textMembers = [['error_description'], ['error', 'message'], ['message'], ['detail']];

/**
 * The provider's own words about an error, fit for the vendor's log and for nobody else: without any value that was sent or answered, one
 * line, 200 characters.
 * @param sent the parameters of the request that was refused.
 * @see RFC 6749 section 5.2
 */
export function providerTextIn(answer: JsonObject, client: ResolvedOAuth, sent: URLSearchParams): string | undefined {
  const text = textMembers.map((path) => memberAt(answer, path)).find((value) => typeof value === 'string' && value !== '');
  const answered = ['access_token', 'refresh_token', 'id_token'].map((name) => memberAt(answer, [name]));
  const secrets = [...answered.filter((value) => typeof value === 'string'), ...secretsOf(client, sent)];
  return typeof text === 'string' ? readable(text, secrets) : undefined;
}

/** The same for the words that a browser brought back. @see RFC 6749 section 4.1.2.1 */
export function providerTextInCallback(query: URLSearchParams, client: ResolvedOAuth): string | undefined {
  const text = query.get('error_description');
  const others = new URLSearchParams([...query].filter(([name]) => name !== 'error_description' && name !== 'error'));
  return text === null ? undefined : readable(text, secretsOf(client, others));
}

function readable(text: string, secrets: readonly string[]): string | undefined {
  // A description has no end of its own; nothing beyond this can be within the first 200 characters of what remains.
  const clean = scrub(text.slice(0, 4096), secrets).trim();
  return clean === '' ? undefined : clean;
}

function secretsOf({ clientSecret, headers }: ResolvedOAuth, sent: URLSearchParams): string[] {
  const parameters = [...sent].filter(([name]) => !openParameters.includes(name)).map(([, value]) => value);
  return [...parameters, ...Object.values(headers), ...(clientSecret === undefined ? [] : [clientSecret])];
}
