import type { Browser, BrowserContext, ElementHandle, Page } from 'puppeteer-core';
import { waitForCompletion } from './popup/vendor-page.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

/** The vendor's page with the tag, as a person sees it: found by the tag's stable parts, attributes and names only. */
export class ConnectionsPage {
  readonly page: Page;

  private constructor(page: Page) {
    this.page = page;
  }

  static async open(browser: Browser | BrowserContext, address: string): Promise<ConnectionsPage> {
    const page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    const opened = new ConnectionsPage(page);
    await opened.goto(address);
    return opened;
  }

  async goto(address: string): Promise<void> {
    await this.page.goto(address);
    await waitForElement(this.page, 'connection-config >>> [part~=connection]');
  }

  /** One element of one connection, by part or by a field's name. */
  find(configVar: string, selector: string): Promise<ElementHandle<HTMLElement>> {
    return waitForElement(this.page, `connection-config >>> [data-config-var="${configVar}"] ${selector}`, { visible: true });
  }

  async click(configVar: string, part: string): Promise<void> {
    await (await this.find(configVar, `[part~="${part}"]`)).click();
  }

  async type(configVar: string, field: string, text: string): Promise<void> {
    await (await this.find(configVar, `[name="${field}"]`)).type(text);
  }

  /** Waits until a connection has this status; fails after `timeout` milliseconds. */
  async waitForStatus(configVar: string, status: string, timeout = 10_000): Promise<void> {
    const card = `connection-config >>> [data-config-var="${configVar}"][data-status="${status}"]`;
    await waitForElement(this.page, card, { timeout }).catch(async (error: unknown) => {
      const said = await this.text(configVar).catch(() => 'nothing');
      throw new Error(`${configVar} is never ${status}: ${this.page.url()} says ${JSON.stringify(said)}`, { cause: error });
    });
  }

  async status(configVar: string): Promise<string | null> {
    const card = await this.page.$(`connection-config >>> [part~=connection][data-config-var="${configVar}"]`);
    return card ? card.evaluate((element) => element.getAttribute('data-status')) : null;
  }

  /** Everything one connection says. */
  async text(configVar: string): Promise<string> {
    return (await this.find(configVar, '[part~="title"]')).evaluate(
      (title) => title.closest<HTMLElement>('[data-config-var]')?.innerText ?? '',
    );
  }

  async waitForText(configVar: string, words: RegExp): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!words.test(await this.text(configVar))) {
      if (Date.now() > deadline) throw new Error(`${configVar} never said ${words}: ${await this.text(configVar)}`);
      await this.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
    }
  }

  /** Presses CONNECT and returns the window that opens. */
  async pressConnect(configVar: string): Promise<Page> {
    const popup = new Promise<Page>((resolve, reject) => {
      // A window that is still open from an earlier sign-in is used again, and then no new one opens: close it first.
      const timer = setTimeout(() => reject(new Error('no new window opened')), 10_000);
      this.page.once('popup', (opened) => {
        clearTimeout(timer);
        if (opened) resolve(opened);
        else reject(new Error('no window opened'));
      });
    });
    await this.click(configVar, 'connect-button');
    return popup;
  }

  /** Presses CONNECT, signs in, and waits for the page that says so; returns the window. */
  async connect(configVar: string, signIn: (window: Page) => Promise<void>): Promise<Page> {
    const window = await this.pressConnect(configVar);
    await signIn(window);
    return window;
  }

  /** Runs the integration and returns each step's outcome. */
  async run(): Promise<Record<string, string>> {
    await this.page.evaluate(() => document.querySelector('#run-summary')?.replaceChildren());
    await this.page.click('#run-integration');
    await waitUntil(this.page, () => (document.querySelector('#run-summary')?.textContent ?? '').includes('succeeded'), {
      timeout: 30_000,
    });
    return this.page.$$eval('#run-results [data-step]', (steps) =>
      Object.fromEntries(steps.map((step) => [step.getAttribute('data-step') ?? '', step.getAttribute('data-outcome') ?? ''])),
    );
  }
}

/** Signs in, unless that is remembered, and consents at the demo's own companies (npm `oidc-provider`); their form is filled in already. */
export async function signInAtCompany(window: Page): Promise<void> {
  const first = await waitForElement(window, '#sign-in, #allow');
  const asksWho = await first.evaluate((button) => button.id === 'sign-in');
  await first.click();
  if (asksWho === true) await (await waitForElement(window, '#allow')).click();
  await waitForCompletion(window);
}

/** Picks a person on the sign-in page of npm `emulate`. */
export function pickPerson(name: string): (window: Page) => Promise<void> {
  return async (window) => {
    await waitForElement(window, 'form.user-form');
    await window.evaluate((wanted) => {
      const form = [...document.querySelectorAll('form')].find((candidate) => candidate.innerText.includes(wanted));
      form?.querySelector('button')?.click();
    }, name);
    await waitForCompletion(window);
  };
}
