import type { Disconnected } from '#contract';
import type { SharedParts } from '../on-demand.ts';
import type { Localizer } from '../translations/localizer.ts';

/** Makes the sentence on what a DISCONNECT did at the provider; see {@link createOnDemand} for why it is handed its parts. */
export function createRevocationText({ html, link }: SharedParts) {
  return ({ revocation, connection }: Disconnected, { t }: Localizer): unknown => {
    const app = connection.component.label;
    const text = t(`disconnect.${revocation}`, { app });
    const manage = revocation === 'unsupported' || revocation === 'unconfirmed' ? connection.manageUrl : undefined;
    return manage === undefined ? text : html`${text} ${link(manage, t('disconnect.manage', { app }), t('newWindow'))}`;
  };
}
