import type { Advice, FailureFacts, Role } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** Makes the list of what to check about a failure; see {@link createOnDemand} for why it is handed its parts. */
export function createAdviceList({ html, nothing }: SharedParts) {
  const copy = async ({ currentTarget }: Event, text: string, done: string): Promise<void> => {
    const place = (currentTarget as Element).parentElement;
    const shown = place?.querySelector('code');
    // Selected, so that it is at hand for the keyboard where the clipboard is not ours to write.
    if (shown) shown.ownerDocument.getSelection()?.selectAllChildren(shown);
    const { clipboard } = navigator as { clipboard?: Clipboard };
    const written = await clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    const said = place?.querySelector('[role=status]');
    if (said && written === true) said.textContent = done;
  };
  const item = (advice: Advice, app: string, role: Role, localizer: Localizer): unknown => {
    const { callbackUrl, by } = advice;
    const whose = by === 'vendor' && role === 'customer' ? ` ${localizer.t('check.byVendor')}` : '';
    return html`<li data-check=${advice.check}>
      ${adviceText(advice, app, localizer)}${whose}
      ${
        callbackUrl === undefined
          ? nothing
          : html`<code dir="ltr">${callbackUrl}</code>
              <button
                class="button"
                type="button"
                part="button copy-button"
                data-look="quiet"
                aria-label=${`${localizer.t('copy')} ${callbackUrl}`}
                @click=${(event: Event) => void copy(event, callbackUrl, localizer.t('copied'))}
              >
                ${localizer.t('copy')}
              </button>
              <span role="status"></span>`
      }
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
