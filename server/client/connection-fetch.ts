import type { ApiAccess, Credentials } from '../contract/index.ts';
import { authorizedFetch } from './authorized-fetch.ts';
import { ConnectionError, ForeignHostError } from './connection-error.ts';

const maxRedirects = 5;

/**
 * A `fetch` that presents a connection's token, and only to the third party it belongs to: a request to any other host is refused before
 * it leaves. A redirect of a GET or HEAD within the third party's hosts is followed; any other is handed to the caller as it is.
 * A 401 is thrown as a {@link ConnectionError}, by which `client.use` renews the token and runs the work again.
 * @param send default: the global `fetch`.
 * @throws ForeignHostError; ConnectionError with status 401.
 */
export function connectionFetch({ token, api, configVarKey }: Credentials, send: typeof fetch = fetch): typeof fetch {
  const present = token && api && authorizedFetch(token, send, api);
  const isOwn = (url: string): boolean => api?.hosts.some((host) => matches(new URL(url), host)) === true;

  const follow = async (request: Request, redirectsLeft: number): Promise<Response> => {
    if (!present || !isOwn(request.url)) throw new ForeignHostError(new URL(request.url).origin, configVarKey, api);
    // Without this the token would go wherever the answer says.
    const response = await present(request, { redirect: 'manual' });
    const target = redirectTarget(request, response);
    if (target === undefined || !isOwn(target) || request.redirect === 'manual') return response;
    if (request.redirect === 'error' || redirectsLeft === 0) throw new TypeError(`${request.url} redirected.`);
    await response.body?.cancel();
    return follow(new Request(target, request), redirectsLeft - 1);
  };

  return async (input, init) => {
    const request = new Request(input, init);
    const response = await follow(request, maxRedirects);
    if (response.status !== 401) return response;
    await response.body?.cancel();
    throw new ConnectionError(`${new URL(request.url).host} refused the token.`, { status: 401 });
  };
}

/** Only what has no body to send again. */
function redirectTarget({ method, url }: Request, { status, headers }: Response): string | undefined {
  const location = headers.get('location');
  if (location === null || ![301, 302, 303, 307, 308].includes(status) || !['GET', 'HEAD'].includes(method)) return undefined;
  return URL.parse(location, url)?.href;
}

/** @param host one of {@link ApiAccess}'s `hosts`. */
function matches(url: URL, host: ApiAccess['hosts'][number]): boolean {
  if (!host.startsWith('.')) return url.origin === host;
  return url.protocol === 'https:' && url.port === '' && url.hostname.endsWith(host);
}
