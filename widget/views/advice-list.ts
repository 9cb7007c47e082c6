import type { Advice, FailureFacts, Role } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createCopyButton } from './copy-button.ts';

/** Makes the list of what to check about a failure; see {@link createOnDemand} for why it is handed its parts. */
export function createAdviceList(shared: SharedParts) {
  const { html, nothing } = shared;
  const copyable = createCopyButton(shared);
  const item = (advice: Advice, app: string, role: Role, localizer: Localizer): unknown => {
    const { callbackUrl, by } = advice;
    const whose = by === 'vendor' && role === 'customer' ? ` ${localizer.t('check.byVendor')}` : '';
    return html`<li data-check=${advice.check}>
      ${adviceText(advice, app, localizer)}${whose} ${callbackUrl === undefined ? nothing : copyable(callbackUrl, localizer)}
    </li>`;
  };

  return ({ providerCode, advice = [] }: FailureFacts, app: string, role: Role, localizer: Localizer): unknown => html`
    ${providerCode === undefined ? nothing : html`<p class="provider-code">${localizer.t('check.code', { app })} <code>${providerCode}</code></p>`}
    ${
      advice.length === 0
        ? nothing
        : html`<p class="advice-title">${localizer.t('check')}</p>
            <ul class="advice" part="advice">
              ${advice.map((one) => item(one, app, role, localizer))}
            </ul>`
    }
  `;
}

/** One piece of advice in the person's language; the server's own sentence, in English, for a check this version does not know. */
function adviceText(advice: Advice, app: string, localizer: Localizer): string {
  const { check, fields, scopes, host, until, message } = advice;
  const variant = check === 'scopes' && scopes && scopes.missing.length > 0 ? 'scopes_missing' : check;
  const specific =
    (fields ?? scopes ?? host ?? until) === undefined
      ? undefined
      : localizer.find(`check.${variant}.of`, {
          app,
          fields: localizer.list(fields ?? []),
          scopes: localizer.list((variant === 'scopes_missing' ? scopes?.missing : scopes?.requested) ?? []),
          host: host ?? '',
          time: until === undefined ? '' : localizer.dateTime(until),
        });
  return specific ?? localizer.find(`check.${variant}`, { app }) ?? message;
}
