import type { TemplateResult } from 'lit';
import type { ConnectFlowController } from '../controllers/connect-flow-controller.ts';
import type { SharedParts } from '../on-demand.ts';
import type { Obstacle } from '../state/connect-flow.ts';
import type { FlowPreference } from '../state/connection-context.ts';
import type { TranslationKey } from '../translations/en.ts';
import type { Localizer } from '../translations/localizer.ts';

/** The slot by which a page may word it itself, and our own words. */
const obstacles: Readonly<Record<Obstacle, readonly [code: string, ...words: TranslationKey[]]>> = {
  window: ['popup_blocked', 'flow.blocked', 'flow.blockedHint'],
  silent: ['popup_unreachable', 'flow.unreachable'],
  frame: ['frame_restricted', 'flow.framed'],
  app: ['in_app_browser', 'flow.inApp'],
};

/** Makes the template that says why a sign-in does not go on by itself, and offers the ways that are left. */
export function createObstaclePanel({ html, nothing, button, message }: SharedParts) {
  const copied = (controller: ConnectFlowController, { t }: Localizer) => {
    const { link } = controller;
    const worked = controller.copied(link);
    if (worked === undefined) return nothing;
    return html`<span role="status">${worked ? t('flow.copied') : html`<code class="copyable">${link}</code>`}</span>`;
  };
  return (
    controller: ConnectFlowController,
    obstacle: Obstacle,
    preference: FlowPreference,
    app: string,
    localizer: Localizer,
    [reopen, cancel]: readonly [TemplateResult, TemplateResult],
  ): TemplateResult => {
    const { t } = localizer;
    const [code, ...words] = obstacles[obstacle];
    const isElsewhere = obstacle === 'frame' || obstacle === 'app';
    const copy = button({
      label: t('flow.copyLink'),
      part: 'copy-button',
      look: 'primary',
      onClick: () => void controller.copy(controller.link),
    });
    const sameTab = button({
      label: t('flow.sameTab'),
      part: 'redirect-button',
      look: isElsewhere ? 'quiet' : 'primary',
      onClick: () => controller.continueInTab(),
    });
    const again = obstacle === 'app' ? nothing : reopen;
    return message({
      tone: 'warning',
      code,
      content: [words.map((key) => t(key, { app })).join(' '), isElsewhere ? [' ', copied(controller, localizer)] : nothing],
      actions: [isElsewhere ? copy : nothing, preference === 'popup' || !controller.canUseTab ? again : sameTab, cancel],
    });
  };
}
