import { request } from 'node:http';
import { ConnectionError } from 'connection-config/client';

const timeoutMs = 10_000;

export interface ThirdPartyCall {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/**
 * Calls a third party's API and returns the body of its answer.
 *
 * Throwing a `ConnectionError` is how integration code tells the connection server that the connection, not the code, is at fault:
 * the connection turns red, and with status 401 its token is renewed once before that.
 * @throws {ConnectionError} when the third party refuses the credentials (401 or 403).
 * @throws {Error} when it cannot be reached or answers with another error.
 */
export async function callThirdParty(name: string, url: string, call: ThirdPartyCall = {}): Promise<string> {
  const { status, body } = await send(url, call);
  if (status === 401 || status === 403) throw new ConnectionError(`${name} refused the credentials.`, { status });
  if (status < 200 || status > 299) throw new Error(`${name} answered with status ${status}.`);
  return body;
}

/** Like {@link callThirdParty}, for an answer that is JSON. */
export async function callJson<Answer>(name: string, url: string, call?: ThirdPartyCall): Promise<Answer> {
  return JSON.parse(await callThirdParty(name, url, call)) as Answer;
}

/** `Authorization: Bearer …`, or nothing without a token. */
export function bearer(token: { readonly access_token: string } | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token.access_token}` };
}

/**
 * The demo's third parties are all on this machine; `harbor.localhost` and the like are resolved here, since the C library does not
 * know them (RFC 6761 section 6.3 lets an application do so). With real third parties this would be one `fetch`.
 */
function send(url: string, { method = 'GET', headers = {}, body }: ThirdPartyCall): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const { port, pathname, search, host } = new URL(url);
    const options = {
      host: '127.0.0.1',
      port,
      path: pathname + search,
      method,
      headers: { host, ...headers },
      timeout: timeoutMs,
    };
    const outgoing = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => (text += part));
      response.on('error', reject);
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`${host} did not answer in time.`)));
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
