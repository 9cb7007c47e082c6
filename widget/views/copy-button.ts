import type { TemplateResult } from 'lit';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/**
 * Makes a text with a button that copies it, and says so. Where the clipboard is not ours to write, the text is left selected, at hand
 * for the keyboard. See {@link createOnDemand} for why it is handed its parts.
 */
export function createCopyButton({ html }: SharedParts) {
  const copy = async ({ currentTarget }: Event, text: string, done: string): Promise<void> => {
    const place = (currentTarget as Element).parentElement;
    const shown = place?.querySelector('code');
    if (shown) shown.ownerDocument.getSelection()?.selectAllChildren(shown);
    const { clipboard } = navigator as { clipboard?: Clipboard };
    const written = await clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    const said = place?.querySelector('[role=status]');
    if (said && written === true) said.textContent = done;
  };
  return (text: string, { t }: Localizer): TemplateResult => {
    const onCopy = (event: Event) => void copy(event, text, t('copied'));
    return html`<code dir="ltr">${text}</code>
      <button
        class="button"
        type="button"
        part="button copy-button"
        data-look="quiet"
        aria-label=${`${t('copy')} ${text}`}
        @click=${onCopy}
      >
        ${t('copy')}
      </button>
      <span role="status"></span>`;
  };
}
