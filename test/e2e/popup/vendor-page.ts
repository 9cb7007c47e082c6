import type { BrowserContext, ElementHandle, Frame, Page } from 'puppeteer-core';
import { eventually } from '../../support/eventually.ts';
import { waitForElement, waitUntil } from '../../support/wait-in-page.ts';

/** What the page heard: an event of the tag, or a violation of the page's policy. */
export interface Told {
  readonly type: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly detail: unknown;
}

/** The vendor's page in one browser context of its own, with one connection, as a person sees it. */
export class VendorPageView {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly #frame: () => Frame;

  private constructor(context: BrowserContext, page: Page, frame: () => Frame) {
    this.context = context;
    this.page = page;
    this.#frame = frame;
  }

  /** @param options.state the tag's state to wait for. @param options.userAgent what the browser says it is; default itself. */
  static async open(
    context: BrowserContext,
    address: string,
    { state = 'complete', userAgent }: { state?: string | undefined; userAgent?: string } = {},
  ): Promise<VendorPageView> {
    const page = await context.newPage();
    if (userAgent !== undefined) await page.setUserAgent({ userAgent });
    await page.goto(address);
    const frame = () => page.frames().find((candidate) => candidate.url().includes('//vendor.')) ?? page.mainFrame();
    const view = new VendorPageView(context, page, frame);
    await view.ready(state);
    return view;
  }

  get frame(): Frame {
    return this.#frame();
  }

  async ready(state = 'complete'): Promise<void> {
    await waitForElement(this.frame, `connection-config:state(${state})`);
    await Promise.all([this.page.evaluate(untilDrawn), this.frame.evaluate(untilDrawn)]);
  }

  /** An element by its part, once it can be seen. */
  find(part: string, timeout = 10_000): Promise<ElementHandle<HTMLElement>> {
    return waitForElement(this.frame, `connection-config >>> [part~="${part}"]`, { visible: true, timeout });
  }

  async click(part: string): Promise<void> {
    await (await this.find(part)).click();
  }

  async has(part: string): Promise<boolean> {
    return (await this.frame.$(`connection-config >>> [part~="${part}"]`)) !== null;
  }

  /** Presses CONNECT and returns the window that opens. */
  async pressConnect(button = 'connect-button'): Promise<Page> {
    // Not the page's own `popup` event: a window that is cut from its opener does not count as its popup.
    const opened = new Promise<Page>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('no window opened')), 10_000);
      this.context.once('targetcreated', (target) => {
        clearTimeout(timer);
        target.page().then((page) => (page ? resolve(page) : reject(new Error('not a window'))), reject);
      });
    });
    await this.click(button);
    return opened;
  }

  async status(): Promise<string | null> {
    return (await this.find('connection')).evaluate((card) => card.getAttribute('data-status'));
  }

  /** What the connection says in its message. */
  async message(): Promise<string> {
    const message = await this.frame.$('connection-config >>> [part~="message"]');
    return message ? message.evaluate((element) => (element as HTMLElement).innerText) : '';
  }

  async says(words: RegExp, timeout = 10_000): Promise<void> {
    let last = '';
    await eventually(`${words}`, async () => words.test((last = await this.message())), timeout).catch((error: unknown) => {
      throw new Error(`the tag says ${JSON.stringify(last)}`, { cause: error });
    });
  }

  async told(type?: string): Promise<Told[]> {
    const all = await this.frame.evaluate(() => (window as unknown as { told: Told[] }).told);
    return type === undefined ? all : all.filter((event) => event.type === type);
  }

  /** Waits for `connection-connected`. @returns when the page heard it. */
  async connected(): Promise<number> {
    await waitUntil(
      this.frame,
      () => (window as unknown as { told: Told[] }).told.some(({ type }) => type === 'connection-connected'),
      { timeout: 10_000 },
    );
    return (await this.told('connection-connected'))[0]!.at;
  }
}

/** Runs in a page. A press on a frame that the browser has not drawn yet goes to the page behind it. */
function untilDrawn(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) resolve();
    else requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

/** Signs in and consents on the pages of `oidc-provider`. @param window a window, or the tab itself. */
export async function signIn(window: Page, login = 'ada'): Promise<void> {
  await waitForElement(window, '[name=login]');
  await window.type('[name=login]', login);
  await window.type('[name=password]', 'password');
  await window.click('[type=submit]');
  await (await waitForElement(window, '[name=prompt][value=consent] ~ [type=submit]')).click();
}

/** Waits for the page that says that the sign-in worked. */
export async function waitForCompletion(window: Page): Promise<void> {
  await waitUntil(window, () => document.body.innerText.includes('Authorization completed successfully'));
}
