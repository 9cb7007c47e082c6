import { html } from 'lit';
import type { TemplateResult } from 'lit';

/** The shape of `count` cards while they are being fetched, with the measures of real ones so that nothing jumps. */
export function skeleton(count: number, label: string): TemplateResult {
  return html`<p class="visually-hidden" role="status">${label}</p>
    ${Array.from(
      { length: count },
      () =>
        html`<div class="card skeleton" aria-hidden="true">
          <div class="card-header">
            <span class="app-icon"></span>
            <div class="heading"><span class="bone wide"></span></div>
            <div class="description"><span class="bone"></span></div>
          </div>
        </div>`,
    )}`;
}
