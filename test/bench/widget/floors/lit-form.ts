import { LitElement, css, html } from 'lit';
import { fields } from './fields.ts';

/** The floor: the least that shows a form of six fields with Lit. */
class LitForm extends LitElement {
  static override styles = css`
    form {
      display: grid;
      gap: 1rem;
    }
    label {
      display: grid;
    }
  `;

  override render() {
    return html`<form>
      ${fields.map(({ name, type }) => html`<label>${name}<input name=${name} type=${type} required /></label>`)}
      <button>Save</button>
    </form>`;
  }
}
customElements.define('bench-floor', LitForm);
