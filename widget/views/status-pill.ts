import { html } from 'lit';
import type { TemplateResult } from 'lit';
import type { ConnectionStatus } from '#contract';
import type { Localizer } from '../translations/localizer.ts';
import type { IconName } from './icons.ts';
import { icon } from './icons.ts';

const icons: Record<ConnectionStatus, IconName> = {
  not_configured: 'circle',
  configured: 'clock',
  active: 'check',
  error: 'alert',
};

/** The status in colour, icon and words, so that none of them has to carry it alone. */
export function statusPill(status: ConnectionStatus, { t }: Localizer): TemplateResult {
  return html`<span class="pill" part="status" data-status=${status}>${icon(icons[status])}${t(`status.${status}`)}</span>`;
}
