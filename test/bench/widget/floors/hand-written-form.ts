import { fields } from './fields.ts';

/** The least that shows a form of six fields with what the browser has. */
class HandWrittenForm extends HTMLElement {
  connectedCallback(): void {
    const inputs = fields.map(({ name, type }) => `<label>${name}<input name="${name}" type="${type}" required></label>`);
    this.attachShadow({ mode: 'open' }).innerHTML = `<style>form { display: grid; gap: 1rem } label { display: grid }</style>
      <form>${inputs.join('')}<button>Save</button></form>`;
  }
}
customElements.define('bench-floor', HandWrittenForm);
