import { aTimeout, expect, fixtureSync, html } from '@open-wc/testing';
import type { ConnectionConfig, GetSession } from '../../widget/define.ts';
import '../../widget/define.ts';
import { FakePage } from './flow-page.ts';
import type { WidgetServer } from './widget-server.ts';
import { serverUrl } from './widget-server.ts';

/** A tag on a test page, with its server and the page around it. */
export interface MountedTag {
  readonly tag: ConnectionConfig;
  readonly page: FakePage;
  /** The first element in the tag's shadow root that carries a part; in one connection if its key is given. */
  part(name: string, configVar?: string): HTMLElement;
  parts(name: string): HTMLElement[];
  card(configVar: string): HTMLElement;
  /** The first event of a name since the tag was made, or the one to come. */
  told<Name extends TagEvent>(name: Name): Promise<GlobalEventHandlersEventMap[Name]>;
}

const tagEvents = [
  'connection-ready',
  'connection-saved',
  'connection-connected',
  'connection-disconnected',
  'connection-failed',
  'connection-status',
] as const;
type TagEvent = (typeof tagEvents)[number];

/** How a tag is mounted. `ready: false` does not wait for the first answer. */
export interface MountOptions extends Partial<
  Pick<ConnectionConfig, 'theme' | 'locale' | 'readonly' | 'flow' | 'configVar' | 'confirmDisconnect' | 'translations'>
> {
  readonly ready?: boolean;
  readonly getSession?: GetSession;
  readonly page?: FakePage;
}

/** Puts a tag on the page, in English, whose requests go to a fake server. */
export async function mountTag(server: WidgetServer, options: MountOptions = {}): Promise<MountedTag> {
  const { ready = true, getSession = () => Promise.resolve('token_1'), page = new FakePage(), ...properties } = options;
  window.fetch = server.fetch;
  const tag = document.createElement('connection-config');
  Object.assign(tag, { baseUrl: serverUrl, integration: 'crm-sync', locale: 'en', getSession, page, ...properties });
  const heard: Event[] = [];
  for (const name of tagEvents) tag.addEventListener(name, (event) => heard.push(event));
  const told = async <Name extends TagEvent>(name: Name): Promise<GlobalEventHandlersEventMap[Name]> => {
    await until(() => heard.some((event) => event.type === name));
    return heard.find((event) => event.type === name) as GlobalEventHandlersEventMap[Name];
  };
  fixtureSync(html`<div style="color-scheme: light dark; background: Canvas">${tag}</div>`);
  if (ready) await until(() => tag.matches(':state(complete)'));
  const root = (configVar?: string): ParentNode =>
    configVar === undefined
      ? tag.renderRoot
      : tag.renderRoot.querySelector(`[part~=connection][data-config-var="${configVar}"]`)!;
  return {
    tag,
    page,
    told,
    parts: (name) => [...tag.renderRoot.querySelectorAll<HTMLElement>(`[part~="${name}"]`)],
    part(name, configVar) {
      const found = root(configVar).querySelector<HTMLElement>(`[part~="${name}"]`);
      if (!found) throw new Error(`No part "${name}" is shown.`);
      return found;
    },
    card: (configVar) => root(configVar) as HTMLElement,
  };
}

/** Types into a control as a person does, and leaves it. */
export function type(control: Element, value: string): void {
  (control as HTMLInputElement).value = value;
  control.dispatchEvent(new Event('input', { bubbles: true }));
  control.dispatchEvent(new Event('change', { bubbles: true }));
  control.dispatchEvent(new Event('blur'));
}

/** Waits until a condition holds, looking again and again. A condition that throws does not hold yet. */
export async function until(condition: () => unknown): Promise<void> {
  const end = performance.now() + 3000;
  for (;;) {
    try {
      if (condition()) return;
      if (performance.now() > end) throw new Error(`Never happened: ${condition.toString()}`);
    } catch (error) {
      if (performance.now() > end) throw error;
    }
    await aTimeout(5); // not a frame: a tab in the background has none
  }
}

/** Runs axe on the tag as it looks once everything that fades in is there. */
export async function expectAccessible(tag: ConnectionConfig): Promise<void> {
  for (const animation of tag.shadowRoot!.getAnimations()) {
    if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish();
  }
  await expect(tag).to.be.accessible();
}
