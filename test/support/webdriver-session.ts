import { eventually } from './eventually.ts';

/** An element as WebDriver hands it back and forth; the member's name is that of the standard. */
export interface DriverElement {
  readonly 'element-6066-11e4-a52e-4f735466cecf': string;
}

const elementMember = 'element-6066-11e4-a52e-4f735466cecf';

/**
 * The few calls of a browser without DevTools protocol or BiDi that a test needs. Each rejects with the browser's own words.
 * @see https://www.w3.org/TR/webdriver2/ sections 8 to 16
 */
export class WebDriverSession {
  readonly #address: string;

  private constructor(address: string) {
    this.#address = address;
  }

  /** Begins a session. @param driver address of the driver. @param capabilities what the browser must be. */
  static async begin(driver: string, capabilities: object): Promise<WebDriverSession> {
    const body = { capabilities: { alwaysMatch: capabilities } };
    const { sessionId } = (await send('POST', `${driver}/session`, body)) as { sessionId: string };
    return new WebDriverSession(`${driver}/session/${sessionId}`);
  }

  /** Closes every window. */
  async end(): Promise<void> {
    await send('DELETE', this.#address);
  }

  /** Loads a page in the window it is on, to its `load` event. */
  async open(url: string): Promise<void> {
    await this.#post('url', { url });
  }

  async address(): Promise<string> {
    return (await this.#get('url')) as string;
  }

  /** Runs a function in the page. Like it, the arguments cross as text. @returns what the function returns. */
  async run<Result, Arguments extends readonly unknown[]>(
    work: (...args: Arguments) => Result,
    ...args: Arguments
  ): Promise<Awaited<Result>> {
    return (await this.#post('execute/sync', { script: `return (${work})(...arguments)`, args })) as Awaited<Result>;
  }

  /** Waits until a function in the page gives something that is not false, null or undefined. */
  async until<Result, Arguments extends readonly unknown[]>(
    what: string,
    work: (...args: Arguments) => Result,
    ...args: Arguments
  ): Promise<NonNullable<Awaited<Result>>> {
    let found: Awaited<Result> | undefined;
    await eventually(what, async () => {
      // The page asked may just be left for another one.
      found = await this.run(work, ...args).catch(() => undefined);
      return found !== undefined && found !== null && found !== false;
    });
    return found as NonNullable<Awaited<Result>>;
  }

  /** Waits for an element of the page, or of the tag in it if `inTag`, that has a box. */
  async find(selector: string, inTag = false): Promise<DriverElement> {
    const found = await this.until(
      selector,
      (selector: string, inTag: boolean) => {
        const root = inTag ? document.querySelector('connection-config')?.shadowRoot : document;
        const element = root?.querySelector(selector);
        return element && element.getClientRects().length > 0 ? element : null;
      },
      selector,
      inTag,
    );
    return found as unknown as DriverElement;
  }

  /** Presses an element with the mouse, which counts as the person's own act. */
  async click(element: DriverElement): Promise<void> {
    await this.#post(`element/${element[elementMember]}/click`, {});
  }

  async type(element: DriverElement, text: string): Promise<void> {
    await this.#post(`element/${element[elementMember]}/value`, { text });
  }

  /** Computed by the browser for assistive technology. */
  async accessibleName(element: DriverElement): Promise<string> {
    return (await this.#get(`element/${element[elementMember]}/computedlabel`)) as string;
  }

  /** Computed by the browser for assistive technology. */
  async accessibleRole(element: DriverElement): Promise<string> {
    return (await this.#get(`element/${element[elementMember]}/computedrole`)) as string;
  }

  async window(): Promise<string> {
    return (await this.#get('window')) as string;
  }

  async windows(): Promise<string[]> {
    return (await this.#get('window/handles')) as string[];
  }

  /** Turns to another window. */
  async turnTo(handle: string): Promise<void> {
    await this.#post('window', { handle });
  }

  /** Waits for a window that was not there, and turns to it. */
  async turnToNew(known: readonly string[]): Promise<void> {
    let opened: string | undefined;
    await eventually('a window opens', async () => {
      opened = (await this.windows()).find((handle) => !known.includes(handle));
      return opened !== undefined;
    });
    await this.turnTo(opened ?? '');
  }

  #get(path: string): Promise<unknown> {
    return send('GET', `${this.#address}/${path}`);
  }

  #post(path: string, body: object): Promise<unknown> {
    return send('POST', `${this.#address}/${path}`, body);
  }
}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: unknown };
  if (response.ok) return value;
  const { error, message } = value as { error: string; message: string };
  throw new Error(`${error}: ${message}`);
}
