import type { css as Css, html as Html, nothing as Nothing } from 'lit';
import type { failureOf as FailureOf, toApiError as ToApiError } from './api/api-error.ts';
import { CardController } from './controllers/card-controller.ts';
import type { CardHost } from './controllers/card-controller.ts';
import type { FlowPage } from './controllers/flow-page.ts';
import { browserFlowPage } from './controllers/flow-page.ts';
import type { TagHost } from './controllers/tag-controller.ts';
import { TagController } from './controllers/tag-controller.ts';
import type { ConnectionChangedEvent } from './events/connection-changed-event.ts';
import type { ConnectionConnectedEvent } from './events/connection-connected-event.ts';
import type { ConnectionDisconnectedEvent } from './events/connection-disconnected-event.ts';
import type { ConnectionFailedEvent } from './events/connection-failed-event.ts';
import type { ConnectionSavedEvent } from './events/connection-saved-event.ts';
import type { ConnectionStatusEvent } from './events/connection-status-event.ts';
import { createInteractionStyles } from './interaction.styles.ts';
import { createOnDemandStyles } from './on-demand.styles.ts';
import type { FormEvent } from './state/form-state.ts';
import { enOnDemand } from './translations/en-on-demand.ts';
import type { button as Button } from './views/button.ts';
import { createCardPanels } from './views/card-panels.ts';
import { createFieldParts } from './views/field-parts.ts';
import type { drawings as Drawings, icon as Icon } from './views/icons.ts';
import type { link as Link, webUrl as WebUrl } from './views/link.ts';
import { createLogStyles } from './views/log-panel.styles.ts';
import type { errorText as ErrorText, message as Message } from './views/message.ts';
import { rareDrawings } from './views/rare-drawings.ts';

/** What the files fetched on demand share with the tag: what exists once, and what is large. */
export interface SharedParts {
  readonly html: typeof Html;
  readonly css: typeof Css;
  readonly nothing: typeof Nothing;
  readonly button: typeof Button;
  readonly icon: typeof Icon;
  readonly drawings: typeof Drawings;
  readonly link: typeof Link;
  readonly webUrl: typeof WebUrl;
  readonly message: typeof Message;
  readonly errorText: typeof ErrorText;
  readonly failureOf: typeof FailureOf;
  readonly toApiError: typeof ToApiError;
  readonly events: {
    readonly ConnectionChangedEvent: typeof ConnectionChangedEvent;
    readonly ConnectionConnectedEvent: typeof ConnectionConnectedEvent;
    readonly ConnectionDisconnectedEvent: typeof ConnectionDisconnectedEvent;
    readonly ConnectionFailedEvent: typeof ConnectionFailedEvent;
    readonly ConnectionSavedEvent: typeof ConnectionSavedEvent;
    readonly ConnectionStatusEvent: typeof ConnectionStatusEvent;
  };
}

/**
 * Everything the first paint does without, in one file that is fetched right after it, so that a click finds it there.
 * It cannot import what the tag itself uses: a file that imports the tag's script would run it a second time wherever a page loads that
 * under another address (`?v=2`). So the build gives it copies of its own, and what may not be copied is handed in; see
 * `widget/DECISIONS.md`.
 * @param page the page around the tag; tests pass their own.
 */
export function createOnDemand(shared: SharedParts, page: FlowPage = browserFlowPage()) {
  Object.assign(shared.drawings, rareDrawings);
  const panels = createCardPanels(shared);
  return {
    createCard: (host: CardHost, typed: readonly FormEvent[]) => new CardController(host, { shared, page, panels, typed }),
    createTag: (host: TagHost, isReady: () => boolean) => new TagController(host, shared, page, isReady),
    words: enOnDemand,
    // What forced colors take from the rest comes after it.
    styles: [createOnDemandStyles(shared), createInteractionStyles(shared), createLogStyles(shared)],
    fieldParts: createFieldParts(shared),
  };
}

/** What {@link createOnDemand} makes. */
export type OnDemand = ReturnType<typeof createOnDemand>;
