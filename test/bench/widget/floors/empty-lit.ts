import { LitElement, html } from 'lit';

/** What Lit alone costs. */
class EmptyLit extends LitElement {
  override render() {
    return html`<p>Nothing</p>`;
  }
}
customElements.define('bench-floor', EmptyLit);
