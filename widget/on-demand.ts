import type { css as Css, html as Html, nothing as Nothing } from 'lit';
import { ConnectFlowController } from './controllers/connect-flow-controller.ts';
import { LogController } from './controllers/log-controller.ts';
import { createOnDemandStyles } from './on-demand.styles.ts';
import { takeRedirectReturn } from './popup/redirect-return.ts';
import { recallFlow } from './popup/remembered-flow.ts';
import { enOnDemand } from './translations/en-on-demand.ts';
import type { button as Button } from './views/button.ts';
import { createAdviceList } from './views/advice-list.ts';
import { createConfirmation } from './views/confirmation.ts';
import { createFlowPanel } from './views/flow-panel.ts';
import { createErrorSummary } from './views/error-summary.ts';
import type { icon as Icon } from './views/icons.ts';
import type { link as Link } from './views/link.ts';
import { createListEditor } from './views/list-editor.ts';
import { createLogPanel } from './views/log-panel.ts';
import { createLogStyles } from './views/log-panel.styles.ts';
import type { errorText as ErrorText, message as Message } from './views/message.ts';
import { createRevocationText } from './views/revocation-text.ts';

/** What the files fetched on demand share with the tag. */
export interface SharedParts {
  readonly html: typeof Html;
  readonly css: typeof Css;
  readonly nothing: typeof Nothing;
  readonly button: typeof Button;
  readonly icon: typeof Icon;
  readonly link: typeof Link;
  readonly message: typeof Message;
  readonly errorText: typeof ErrorText;
}

/**
 * Everything the first paint does without, in one file that is fetched right after it, so that a click finds it there.
 * Nothing in it may import a value that the tag itself uses, which is why those are handed in: a file that imports the tag's script
 * would run it a second time wherever a page loads it under another address (`?v=2`). The build refuses such an import.
 */
export function createOnDemand(shared: SharedParts) {
  return {
    ConnectFlowController,
    LogController,
    takeRedirectReturn,
    recallFlow,
    words: enOnDemand,
    styles: [createOnDemandStyles(shared), createLogStyles(shared)],
    adviceList: createAdviceList(shared),
    confirmation: createConfirmation(shared),
    errorSummary: createErrorSummary(shared),
    flowPanel: createFlowPanel(shared),
    listEditor: createListEditor(shared),
    logPanel: createLogPanel(shared),
    revocationText: createRevocationText(shared),
  };
}

/** What {@link createOnDemand} makes. */
export type OnDemand = ReturnType<typeof createOnDemand>;
