import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Connection } from '#contract';
import type { Localizer } from '../translations/localizer.ts';
import type { CardPanels } from './card-panels.ts';

/**
 * The line of facts under a connection: whose account, when it was used, when it is renewed or ends.
 * @param copyable draws what a person has to copy; absent until it has been fetched.
 */
export function facts(
  connection: Connection,
  localizer: Localizer,
  copyable?: CardPanels['copyable'],
): TemplateResult | typeof nothing {
  const { t } = localizer;
  const time = (iso: string, now?: number) =>
    html`<time datetime=${iso} title=${localizer.dateTime(iso)}>${localizer.relativeTime(iso, now)}</time>`;
  const entries: [string, unknown][] = [];
  if (connection.accountLabel) entries.push([t('fact.account'), html`<bdi>${connection.accountLabel}</bdi>`]);
  if (connection.lastUsedAt) entries.push([t('fact.lastUsed'), time(connection.lastUsedAt)]);
  else if (connection.connectedAt) entries.push([t('fact.connected'), time(connection.connectedAt)]);
  // A renewal that is late is due now.
  if (connection.nextRefreshAt)
    entries.push([
      t('fact.nextRefresh'),
      time(connection.nextRefreshAt, Math.min(Date.now(), Date.parse(connection.nextRefreshAt))),
    ]);
  // Of what is renewed by itself or is broken already, nobody needs to know when it ends.
  else if (connection.expiresAt && connection.status !== 'error') entries.push([t('fact.expires'), time(connection.expiresAt)]);
  if (connection.callbackUrl)
    entries.push([
      t('fact.callbackUrl'),
      copyable?.(connection.callbackUrl, localizer) ?? html`<code dir="ltr">${connection.callbackUrl}</code>`,
    ]);
  if (entries.length === 0) return nothing;
  return html`<dl class="facts" part="facts">
    ${entries.map(
      ([term, fact]) =>
        html`<div>
          <dt>${term}</dt>
          <dd>${fact}</dd>
        </div>`,
    )}
  </dl>`;
}
