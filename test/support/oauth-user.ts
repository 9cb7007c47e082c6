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

/** Who enters a code at the third party, and how they answer the pages after it. */
export interface DeviceUser extends Omit<OAuthUser, 'redirectPrefix'> {
  readonly userCode: string;
}

/**
 * A person without a browser, for tests at the level of HTTP: follows redirects with a cookie jar, signs in and consents
 * on the pages of `oidc-provider` (devInteractions), of `emulate` and of the demo's third parties.
 * @returns the address the authorization server sends the browser back to, not fetched, parameters included.
 * @throws Error with the page's text when a page has no form to go on with.
 */
export async function signIn(authorizationUrl: string | URL, user: OAuthUser): Promise<URL> {
  for await (const { next, html, url } of visit(new URL(authorizationUrl), user)) {
    if (next === undefined) throw new Error(`No form to go on with at ${url.href}: ${textOf(html)}`);
    if (next.url.href.startsWith(user.redirectPrefix)) return callbackOf(next);
  }
  throw new Error(`Sign-in went through ${pageLimit} pages without reaching ${user.redirectPrefix}.`);
}

/**
 * The same person with a code from another screen: enters it, signs in and consents.
 * @returns the text of the page they end on: one without a form, or the one for the code once more.
 */
export async function enterDeviceCode(verificationUri: string | URL, user: DeviceUser): Promise<string> {
  let codesAsked = 0;
  for await (const { next, html } of visit(new URL(verificationUri), user)) {
    if (/type="text" name="user_code"/.test(html)) codesAsked += 1;
    if (next === undefined || codesAsked > 1) return textOf(html);
  }
  throw new Error(`The code went through ${pageLimit} pages and none was the last.`);
}

/** Pages one after the other: what each one said, and where the person goes from it. `next` is absent where nothing can be pressed. */
async function* visit(start: URL, user: Person): AsyncGenerator<{ html: string; url: URL; next: PageRequest | undefined }> {
  const jar = new CookieJar();
  let request: PageRequest = { url: start };
  for (let page = 0; page < pageLimit; page += 1) {
    const { url, body } = request;
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: jar.header(url), accept: 'text/html' },
      ...(body === undefined ? {} : { method: 'POST', body }),
    });
    jar.keep(url, response.headers.getSetCookie());
    const location = response.headers.get('location');
    const html = location === null ? await response.text() : '';
    const next = location === null ? nextRequest(html, url, user) : { url: new URL(location, url) };
    yield { html, url, next };
    if (next === undefined) return;
    request = next;
  }
}

type Person = Omit<OAuthUser, 'redirectPrefix'> & { readonly userCode?: string };

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

function nextRequest(html: string, pageUrl: URL, user: Person): PageRequest | undefined {
  const exit = user.cancels === true ? /<a href="([^"]+)">[^<]*Cancel/.exec(html)?.[1] : undefined;
  if (exit !== undefined) return { url: new URL(unescapeHtml(exit), pageUrl) };
  const form = chooseForm(html, user.login);
  if (form === undefined) return undefined;
  const action = attribute(/<form\b[^>]*>/i.exec(form)?.[0] ?? '', 'action');
  return { url: new URL(action ?? '', pageUrl), body: fillIn(form, user) };
}

/** `emulate` shows one form a person, with the login in its button; other pages have one form. */
function chooseForm(html: string, login: string): string | undefined {
  const forms = html.match(/<form\b[\s\S]*?<\/form>/gi) ?? [];
  return forms.find((form) => textOf(form).split(' ').includes(login)) ?? forms.find((form) => !form.includes('user-form'));
}

function fillIn(form: string, { login, password = 'password', cancels = false, userCode }: Person): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [tag] of form.matchAll(/<input\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    const known: Readonly<Record<string, string | undefined>> = { user_code: userCode };
    const typed = attribute(tag, 'type') === 'password' ? password : ((name && known[name]) ?? login);
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
