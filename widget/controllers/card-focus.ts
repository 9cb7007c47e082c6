import type { ConnectionField } from '../elements/connection-field.ts';

/** What has to be known of a card to move the focus in it. */
export interface FocusHost extends HTMLElement {
  readonly updateComplete: Promise<boolean>;
}

/** Keeps the focus where the person is, while things come and go around it. */
export class CardFocus {
  readonly #host: FocusHost;

  constructor(host: FocusHost) {
    this.#host = host;
  }

  /** To what a selector names, once it is shown. */
  async to(selector: string): Promise<void> {
    await this.#host.updateComplete;
    this.#find(selector)?.focus();
  }

  /** From the button that was pressed to what it brought, when that has to be read next; not away from where the person has gone since. */
  async toResult(): Promise<void> {
    if (this.#isInside()) await this.to('.notes .message');
  }

  /** One wrong field takes the focus itself; several are listed first. */
  async toErrors(): Promise<void> {
    this.unfoldForm();
    await this.#host.updateComplete;
    const fields = [...this.#host.querySelectorAll<ConnectionField>('connection-field')];
    const wrong = fields.find(({ error }) => error !== undefined);
    (this.#find('.form > .message') ?? wrong)?.focus();
  }

  /** Shows the form where it is folded away, since something is to be read there. */
  unfoldForm(): void {
    const details = this.#host.querySelector('details');
    if (details) details.open = true;
  }

  /** After something has ended: if the button that was used is gone, the focus goes to the result instead of to nowhere. */
  async settle(): Promise<void> {
    if (!this.#isInside()) return;
    await this.#host.updateComplete;
    const now = (this.#host.getRootNode() as ShadowRoot).activeElement;
    if (now !== null && this.#host.contains(now)) return;
    (this.#find('.notes .message') ?? this.#find('.header-actions button'))?.focus();
  }

  #isInside(): boolean {
    const active = (this.#host.getRootNode() as ShadowRoot).activeElement;
    return active !== null && this.#host.contains(active);
  }

  #find(selector: string): HTMLElement | null {
    return this.#host.querySelector<HTMLElement>(selector);
  }
}
