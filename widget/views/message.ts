import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Localizer, TranslationParameters } from '../translations/localizer.ts';
import type { IconName } from './icons.ts';
import { icon } from './icons.ts';

/** How a message is meant. */
export type Tone = 'neutral' | 'success' | 'warning' | 'danger';

/** One message. With a `code`, the page may replace its text by an element in the slot of that name. */
export interface MessageOptions {
  readonly tone: Tone;
  readonly content: unknown;
  readonly code?: string | undefined;
  /** What stands below the sentence and stays when the page replaces that. */
  readonly more?: unknown;
  readonly icon?: IconName;
  readonly actions?: unknown;
}

const icons: Record<Tone, IconName> = { neutral: 'info', success: 'check', warning: 'alert', danger: 'alert' };

/** A strip with an icon, a sentence and the things to do about it. It can take the focus when the focus would be lost. */
export function message({ tone, content, code, more, actions, ...options }: MessageOptions): TemplateResult {
  return html`<div class="message" part="message" data-tone=${tone} data-code=${code ?? nothing} tabindex="-1">
    ${icon(options.icon ?? icons[tone])}
    <div class="message-text">${code === undefined ? content : html`<slot name=${code}>${content}</slot>`}${more ?? nothing}</div>
    ${actions ? html`<div class="message-actions">${actions}</div>` : nothing}
  </div>`;
}

/** The sentence for an error code: translated, else the server's own, else a general one. */
export function errorText(localizer: Localizer, code: string, detail?: string, parameters?: TranslationParameters): string {
  return localizer.find(`error.${code}`, parameters) ?? detail ?? localizer.t('error.fallback');
}
