import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { IconName } from './icons.ts';
import { icon } from './icons.ts';

/** How one button looks and what it does. */
export interface ButtonOptions {
  readonly label: string;
  /** Its CSS part. */
  readonly part: string;
  /** Default `secondary`. */
  readonly look?: 'primary' | 'secondary' | 'quiet' | 'danger';
  readonly icon?: IconName;
  /** Says more than the label to a screen reader; must begin with the label. */
  readonly accessibleLabel?: string;
  /** Working: keeps its size, its place and the focus, and ignores clicks. */
  readonly busy?: boolean;
  readonly expanded?: boolean;
  readonly submit?: boolean;
  readonly onClick?: (event: Event) => void;
}

/** A button. It is never `disabled`, which would drop the focus; while busy it does nothing. */
export function button(options: ButtonOptions): TemplateResult {
  const { label, part, look = 'secondary', busy = false, expanded, submit = false, onClick } = options;
  return html`<button
    class="button"
    type=${submit ? 'submit' : 'button'}
    part=${`button ${part}`}
    data-look=${look}
    aria-label=${options.accessibleLabel ?? nothing}
    aria-disabled=${busy ? 'true' : nothing}
    aria-busy=${busy ? 'true' : nothing}
    aria-expanded=${expanded ?? nothing}
    @click=${(event: Event) => (busy ? event.preventDefault() : onClick?.(event))}
  >
    ${options.icon ? icon(options.icon) : nothing}<span>${label}</span>${busy ? icon('spinner') : nothing}
  </button>`;
}
