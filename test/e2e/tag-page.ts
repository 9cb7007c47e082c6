import type { Browser, Frame, Page } from 'puppeteer-core';
import type { TagSite } from '../support/tag-site.ts';
import type { WidgetServer } from '../support/widget-server.ts';
import type { DesignedState } from './designed-states.ts';
import { finishAnimations } from './finish-animations.ts';
import type { TagState } from './tag-states.ts';
import { bringAbout } from './tag-states.ts';
import { waitForElement, waitUntil } from '../support/wait-in-page.ts';

/** How a state is looked at. */
export interface View {
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
  readonly locale?: string;
  /** In Chromium, as it emulates them. */
  readonly forcedColors?: boolean;
}

/** A page of the {@link TagSite} in a browser, driven by the tag's stable parts. */
export class TagPage {
  readonly page: Page;
  readonly #site: TagSite;

  private constructor(page: Page, site: TagSite) {
    this.page = page;
    this.#site = site;
  }

  static async open(browser: Browser, site: TagSite): Promise<TagPage> {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    return new TagPage(page, site);
  }

  /** Loads the page in one state and waits until that is reached. */
  async show(
    state: DesignedState,
    { theme = 'light', width = 800, height = 900, locale = 'en', forcedColors = false }: View = {},
  ): Promise<void> {
    if (forcedColors) await this.#forceColors();
    this.#site.show(state.server(), { theme, locale, ...state.attributes });
    await this.page.setViewport({ width, height });
    await this.page.goto(`${this.#site.origin}/`);
    await waitUntil(this.page, (wanted) => document.querySelector('connection-config')?.matches(`:state(${wanted})`), {
      given: state.until ?? 'complete',
    });
    // What is loading is seen to be so a moment later.
    if (state.until === 'loading') await waitForElement(this.page, 'connection-config >>> .skeleton');
    await state.reach?.(this);
    await finishAnimations(this.page);
    // Where a press has left the pointer, nothing is hovered.
    await this.page.mouse.move(1, 1);
  }

  /** Loads the page in a frame that may open no windows, in one of its rarer states. @returns the frame */
  async showFramed(state: TagState, { theme = 'light', width = 800, locale = 'en' }: View = {}): Promise<Frame> {
    this.#site.show(state.server(), { theme, locale });
    await this.page.setViewport({ width, height: 480 });
    await this.page.goto(this.#site.frame);
    await bringAbout(this.page, state);
    return this.page.waitForFrame((frame) => frame !== this.page.mainFrame());
  }

  /** Loads the page of rows, with the small elements, and waits until each shows its connection and has all it needs. */
  async showRows(
    server: WidgetServer,
    { theme = 'light', width = 800, height = 480, locale = 'en', forcedColors = false }: View = {},
  ) {
    if (forcedColors) await this.#forceColors();
    this.#site.show(server, { theme, locale });
    await this.page.setViewport({ width, height });
    await this.page.goto(this.#site.rows);
    await waitUntil(this.page, () =>
      [...document.querySelectorAll('[integration]')].every((element) => element.matches(':state(complete)')),
    );
    await finishAnimations(this.page);
  }

  async #forceColors(): Promise<void> {
    const devtools = await this.page.createCDPSession();
    await devtools.send('Emulation.setEmulatedMedia', { features: [{ name: 'forced-colors', value: 'active' }] });
  }

  /** Presses DISCONNECT in a row, and waits until the row says what came of it and its status shows it. */
  async disconnectInRow(configVar: string): Promise<void> {
    const of = (element: string) => `${element}[config-var="${configVar}"] >>> `;
    await this.page.click(`${of('connection-button')}[part~=disconnect-button]`);
    await waitForElement(this.page, `${of('connection-button')}[part~=message]`);
    await waitForElement(this.page, `${of('connection-status')}[part~=status][data-status=not_configured]`);
    await finishAnimations(this.page);
  }

  /** Puts the page's own words in place of the tag's, and waits until they are seen. Each has to hold a bracket `⟦`. */
  async replaceWords(words: Readonly<Record<string, string>>): Promise<void> {
    await this.page.$eval('connection-config', (tag, en) => void Object.assign(tag, { translations: { en } }), words);
    await waitUntil(this.page, () => document.querySelector('connection-config')?.shadowRoot?.textContent.includes('⟦'));
  }

  /** Presses a button of a connection. */
  async press(configVar: string, part: string): Promise<void> {
    await this.see(configVar, `[part~="${part}"]`);
    await this.page.click(inCard(configVar, `[part~="${part}"]`));
  }

  async type(configVar: string, field: string, text: string): Promise<void> {
    await this.page.type(inCard(configVar, `[name="${field}"]`), text);
  }

  /** Waits until something is shown in a connection. */
  async see(configVar: string, selector: string): Promise<void> {
    await waitForElement(this.page, inCard(configVar, selector), { visible: true });
  }

  /** Runs something with the tag, in the page. */
  withTag(act: (tag: HTMLElement & { reload(): Promise<void> }) => unknown): Promise<unknown> {
    return this.page.$eval('connection-config', act as (tag: Element) => unknown);
  }

  /** What has the focus, as a screen reader finds it: inside the tag too. */
  focused(): Promise<string> {
    return this.page.evaluate(() => {
      const inner = document.activeElement?.shadowRoot?.activeElement ?? document.activeElement;
      const card = inner?.closest('[data-config-var]')?.getAttribute('data-config-var');
      const what = inner?.getAttribute('part') ?? inner?.getAttribute('name') ?? inner?.tagName ?? '';
      const field = inner?.getAttribute('name');
      return [card, field ?? what.split(' ').at(-1)].filter(Boolean).join(' ');
    });
  }
}

function inCard(configVar: string, selector: string): string {
  return `connection-config >>> [data-config-var="${configVar}"] ${selector}`;
}
