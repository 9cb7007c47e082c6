import { request } from 'node:http';

export interface DemoAnswer {
  readonly status: number;
  readonly text: string;
  /** The body as JSON; empty when it is none. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** One request to something on this machine, whatever `*.localhost` name it has. With a form it is a POST. */
export function sendToDemo(
  url: string,
  headers: Record<string, string> = {},
  form?: Record<string, string>,
): Promise<DemoAnswer> {
  const { host, port, pathname, search } = new URL(url);
  const formHeaders: Record<string, string> = form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      // A connection kept from before a restart would be dead.
      agent: false,
      port,
      path: pathname + search,
      method: form === undefined ? 'GET' : 'POST',
      headers: { host, ...formHeaders, ...headers },
    };
    const outgoing = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.on('end', () => {
        const isJson = (response.headers['content-type'] ?? '').includes('json');
        resolve({ status: response.statusCode ?? 0, text, json: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} });
      });
    });
    outgoing.once('error', reject).end(form === undefined ? undefined : new URLSearchParams(form).toString());
  });
}
