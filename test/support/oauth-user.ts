/** Who signs in, and how they answer the consent page. */
export interface OAuthUser {
  readonly login: string;
  /** Default `password`: the test servers accept any. */
  readonly password?: string;
  /** Where to stop: the address the authorization server sends the browser back to begins with this. */
  readonly redirectPrefix: string;
  /** Takes the first link or button named Cancel. Default false. */
  readonly cancels?: boolean;
}

/** More pages than any sign-in has: a loop must end in an error. */
const pageLimit = 20;

/**
 * A person without a browser, for tests at the level of HTTP: follows redirects with a cookie jar, signs in and consents
 * on the pages of `oidc-provider` (devInteractions), of `emulate` and of the demo's third parties.
 * @returns the address the authorization server sends the browser back to, not fetched, parameters included.
 * @throws Error with the page's text when a page has no form to go on with.
 */
export async function signIn(authorizationUrl: string | URL, user: OAuthUser): Promise<URL> {
  const jar = new CookieJar();
  let request: PageRequest = { url: new URL(authorizationUrl) };
  for (let page = 0; page < pageLimit; page += 1) {
    const response = await fetch(request.url, {
      redirect: 'manual',
      headers: { cookie: jar.header(request.url), accept: 'text/html' },
      ...(request.body === undefined ? {} : { method: 'POST', body: request.body }),
    });
    jar.keep(request.url, response.headers.getSetCookie());
    const location = response.headers.get('location');
    request = location === null ? nextRequest(await response.text(), request.url, user) : { url: new URL(location, request.url) };
    if (request.url.href.startsWith(user.redirectPrefix)) return callbackOf(request);
  }
  throw new Error(
    `Sign-in went through ${pageLimit} pages without reaching ${user.redirectPrefix}; the last was ${request.url.href}.`,
  );
}

interface PageRequest {
  readonly url: URL;
  /** A form to post; absent for a link. */
  readonly body?: URLSearchParams;
}

/** Cookies by host and port, which is enough for servers that share 127.0.0.1. Paths and expiry do not matter to one sign-in. */
class CookieJar {
  readonly #cookies = new Map<string, Map<string, string>>();

  keep(url: URL, setCookies: readonly string[]): void {
    const own = this.#cookies.get(url.host) ?? new Map<string, string>();
    this.#cookies.set(url.host, own);
    for (const line of setCookies) {
      const [pair = ''] = line.split(';');
      const separator = pair.indexOf('=');
      own.set(pair.slice(0, separator), pair.slice(separator + 1));
    }
  }

  header(url: URL): string {
    return [...(this.#cookies.get(url.host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

/** A page that answers by posting the outcome (`response_mode=form_post`) is given back as if it were a redirect. */
function callbackOf({ url, body }: PageRequest): URL {
  const callback = new URL(url);
  for (const [name, value] of body ?? []) callback.searchParams.set(name, value);
  return callback;
}

function nextRequest(html: string, pageUrl: URL, user: OAuthUser): PageRequest {
  const exit = user.cancels === true ? /<a href="([^"]+)">[^<]*Cancel/.exec(html)?.[1] : undefined;
  if (exit !== undefined) return { url: new URL(unescapeHtml(exit), pageUrl) };
  const form = chooseForm(html, user.login);
  if (form === undefined) throw new Error(`No form to go on with at ${pageUrl.href}: ${textOf(html)}`);
  const action = attribute(/<form\b[^>]*>/i.exec(form)?.[0] ?? '', 'action');
  return { url: new URL(action ?? '', pageUrl), body: fillIn(form, user) };
}

/** `emulate` shows one form a person, with the login in its button; other pages have one form. */
function chooseForm(html: string, login: string): string | undefined {
  const forms = html.match(/<form\b[\s\S]*?<\/form>/gi) ?? [];
  return forms.find((form) => textOf(form).split(' ').includes(login)) ?? forms.find((form) => !form.includes('user-form'));
}

function fillIn(form: string, { login, password = 'password', cancels = false }: OAuthUser): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    const typed = attribute(tag, 'type') === 'password' ? password : login;
    if (name !== undefined) fields.append(name, attribute(tag, 'type') === 'hidden' ? (attribute(tag, 'value') ?? '') : typed);
  }
  const buttons = (form.match(/<button\b[^>]*name="[\s\S]*?<\/button>/gi) ?? []).filter(
    (button) => textOf(button) !== 'Cancel' || cancels,
  );
  const pressed = buttons.find((button) => textOf(button) === 'Cancel') ?? buttons[0];
  if (pressed !== undefined) fields.append(attribute(pressed, 'name') ?? '', attribute(pressed, 'value') ?? '');
  return fields;
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value === undefined ? undefined : unescapeHtml(value);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

function textOf(html: string): string {
  return unescapeHtml(html.replace(/<style[\s\S]*?<\/style>|<[^>]+>/gi, ' '))
    .replace(/\s+/g, ' ')
    .trim();
}
