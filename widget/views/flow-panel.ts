import type { TemplateResult } from 'lit';
import type { ConnectFlowController } from '../controllers/connect-flow-controller.ts';
import type { SharedParts } from '../on-demand.ts';
import type { FlowPreference } from '../state/connection-context.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createDevicePanel } from './device-panel.ts';
import { createObstaclePanel } from './obstacle-panel.ts';

/** Makes the template for a CONNECT that is under way or waits for the person; see {@link createOnDemand} for why it is handed its parts. */
export function createFlowPanel(shared: SharedParts) {
  const { button, message } = shared;
  const devicePanel = createDevicePanel(shared);
  const obstaclePanel = createObstaclePanel(shared);
  return (
    controller: ConnectFlowController,
    preference: FlowPreference,
    app: string,
    localizer: Localizer,
  ): TemplateResult | undefined => {
    const { flow } = controller;
    const { t } = localizer;
    const cancel = button({ label: t('cancel'), part: 'cancel-button', look: 'quiet', onClick: () => void controller.cancel() });
    const reopen = button({ label: t('flow.reopen'), part: 'reopen-button', look: 'quiet', onClick: () => controller.reopen() });
    switch (flow.name) {
      case 'opening': {
        const direct = t('flow.direct', { app });
        const words = { popup: t('flow.opening'), redirect: t('flow.redirecting', { app }), direct, device: direct };
        return message({
          tone: 'neutral',
          icon: 'spinner',
          content: words[flow.mode],
          actions: flow.mode === 'popup' ? cancel : undefined,
        });
      }
      case 'authorizing':
        return message({ tone: 'neutral', icon: 'spinner', content: t('flow.authorizing', { app }), actions: [reopen, cancel] });
      case 'entering':
        return devicePanel(controller, flow.device, app, localizer);
      case 'confirming':
        return message({ tone: 'neutral', icon: 'spinner', content: t('flow.confirming', { app }), actions: cancel });
      case 'blocked':
        return obstaclePanel(controller, flow.by, preference, app, localizer, [reopen, cancel]);
      default:
        return undefined;
    }
  };
}
