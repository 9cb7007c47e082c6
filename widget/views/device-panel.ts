import type { TemplateResult } from 'lit';
import type { DeviceFlow } from '#contract';
import type { ConnectFlowController } from '../controllers/connect-flow-controller.ts';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** Makes the template for a code that the customer has to enter at the third party; see {@link createOnDemand} for why it is handed its parts. */
export function createDevicePanel({ html, nothing, button, icon, message, webUrl }: SharedParts) {
  return (controller: ConnectFlowController, device: DeviceFlow, app: string, { t, relativeTime }: Localizer): TemplateResult => {
    const { userCode, verificationUri, verificationUriComplete } = device;
    const copy = (event: Event) => {
      // Seen to be selected, and at hand for the keyboard where the clipboard is not ours to write.
      const code = (event.currentTarget as Element).parentElement?.querySelector('code');
      if (code) code.ownerDocument.getSelection()?.selectAllChildren(code);
      void controller.copy(userCode);
    };
    const words = {
      copy: t(controller.copied(userCode) ? 'device.copied' : 'device.copy'),
      // Isolated, so that an address keeps its order inside a sentence from right to left.
      elsewhere: t('device.elsewhere', { address: `\u2066${verificationUri}\u2069` }),
      expires: t('device.expires', { time: relativeTime(new Date(controller.millisecondsLeft).toISOString(), 0) }),
    };
    const content = html`<p>${t('device.enter', { app })}</p>
      <div class="device-code">
        <code part="device-code" dir="ltr" translate="no">${userCode}</code>
        ${button({ label: words.copy, part: 'copy-button', onClick: copy })}
      </div>
      <p class="device-hint">${words.elsewhere}</p>
      <p class="device-hint" aria-live="off">${t('device.waiting')} ${words.expires}</p>`;
    const href = webUrl(verificationUriComplete ?? verificationUri);
    const open =
      href === undefined
        ? nothing
        : html`<a
            class="button"
            part="button verification-link"
            data-look="primary"
            href=${href}
            target="_blank"
            rel="noopener noreferrer"
            >${t('device.open', { app })}${icon('external')}<span class="visually-hidden"> (${t('newWindow')})</span></a
          >`;
    const cancel = button({ label: t('cancel'), part: 'cancel-button', look: 'quiet', onClick: () => void controller.cancel() });
    return message({ tone: 'neutral', icon: 'spinner', content, actions: [open, cancel] });
  };
}
