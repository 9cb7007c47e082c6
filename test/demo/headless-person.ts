import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly location: string | undefined;
  readonly body: string;
}

/** A person with a browser but no screen: keeps cookies per host, follows redirects on this machine, fills in the forms it is shown. */
export class HeadlessPerson {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Follows redirects until a page is shown, or until a redirect leads to an address that begins with `stopAt`. */
  async visit(url: string, stopAt: string, form?: Readonly<Record<string, string>>): Promise<{ url: string; answer: Answer }> {
    let current = url;
    let answer = await this.#send(current, form);
    while (answer.location !== undefined) {
      current = new URL(answer.location, current).href;
      if (current.startsWith(stopAt)) break;
      answer = await this.#send(current);
    }
    return { url: current, answer };
  }

  /** Signs in with this name and password and decides; returns the address the third party sends the person back to. */
  async authorize(
    url: string,
    stopAt: string,
    account: { login: string; password: string },
    decision: 'allow' | 'deny',
  ): Promise<URL> {
    let page = await this.visit(url, stopAt);
    while (!page.url.startsWith(stopAt)) {
      const asksForPassword = page.answer.body.includes('name="password"');
      const form = asksForPassword ? { login: account.login, password: account.password } : { decision };
      if (!asksForPassword && !page.answer.body.includes('name="decision"'))
        throw new Error(`Unexpected page: ${page.answer.body}`);
      page = await this.visit(page.url, stopAt, form);
      if (page.answer.status === 401) throw new Error('Email or password is wrong.');
    }
    return new URL(page.url);
  }

  /** Picks a person in the list that an emulated app shows; returns the address it sends the person back to. */
  async pickPerson(url: string, stopAt: string, name: string): Promise<URL> {
    const { answer } = await this.visit(url, stopAt);
    const forms = answer.body.matchAll(/<form[^>]*action="([^"]+)"[^>]*>(.*?)<\/form>/gs);
    const [, action = '', content = ''] = [...forms].find(([form]) => form.includes(name)) ?? [];
    const inputs = [...content.matchAll(/<input[^>]*name="([^"]*)"[^>]*value="([^"]*)"/g)];
    const form = Object.fromEntries(inputs.map(([, name = '', value = '']) => [name, unescape(value)]));
    return new URL((await this.visit(new URL(action, url).href, stopAt, form)).url);
  }

  #send(url: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
    const { host, hostname, port, pathname, search } = new URL(url);
    const jar = this.#cookies.get(hostname) ?? new Map<string, string>();
    this.#cookies.set(hostname, jar);
    const headers: Record<string, string> = { host, cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    if (form !== undefined) headers['content-type'] = 'application/x-www-form-urlencoded';
    return new Promise((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        agent: false,
        port,
        path: pathname + search,
        method: form === undefined ? 'GET' : 'POST',
        headers,
      };
      const outgoing = request(options, (response) => {
        for (const cookie of response.headers['set-cookie'] ?? []) {
          const [name = '', value = ''] = (cookie.split(';')[0] ?? '').split(/=(.*)/);
          if (value === '') jar.delete(name);
          else jar.set(name, value);
        }
        let body = '';
        response.setEncoding('utf8').on('data', (part: string) => (body += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, location: response.headers.location, body }));
      });
      outgoing.once('error', reject).end(form === undefined ? undefined : new URLSearchParams(form).toString());
    });
  }
}

/** The few entities that appear in attributes. */
function unescape(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
