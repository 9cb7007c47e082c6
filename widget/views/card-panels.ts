import type { CardController, CardHost } from '../controllers/card-controller.ts';
import type { SharedParts } from '../on-demand.ts';
import { createConfirmation } from './confirmation.ts';
import { createCopyButton } from './copy-button.ts';
import { createErrorSummary } from './error-summary.ts';
import { createFlowPanel } from './flow-panel.ts';
import { createLogPanel } from './log-panel.ts';

/** What a card shows besides how its connection stands, each where the card has a place for it; undefined shows nothing. */
export interface CardPanels {
  /** A CONNECT under way, or the result of what was done last. */
  readonly notes: unknown;
  readonly confirmation: unknown;
  readonly errorSummary: unknown;
  readonly log: unknown;
  /** Says beside the save button that something is not stored yet, or is now. */
  readonly formNote: unknown;
  readonly copyable: ReturnType<typeof createCopyButton>;
}

/** Makes the panels of a card; see {@link createOnDemand} for why it is handed its parts. */
export function createCardPanels(shared: SharedParts) {
  const confirmation = createConfirmation(shared);
  const errorSummary = createErrorSummary(shared);
  const flowPanel = createFlowPanel(shared);
  const logPanel = createLogPanel(shared);
  const copyable = createCopyButton(shared);
  const { html } = shared;

  const formNote = (said: unknown) => html`<div class="form-note" role="status">${said}</div>`;

  const question = (controller: CardController, { connection, context }: CardHost): unknown =>
    confirmation({
      connection,
      localizer: context.localizer,
      busy: controller.busy.has('disconnect'),
      onConfirm: () => void controller.disconnect(),
      onCancel: () => void controller.askToDisconnect(),
    });

  const summary = ({ form }: CardController, { connection, context, focusField }: CardHost): unknown => {
    const wrong = connection.fields.filter(({ key }) => form.visibleErrors.has(key));
    return wrong.length < 2 ? undefined : errorSummary(wrong, context.localizer, ({ key }) => focusField(key));
  };

  const log = ({ log }: CardController, { connection, context }: CardHost): unknown =>
    logPanel(log, connection, context.role, context.localizer);

  return (controller: CardController, host: CardHost): CardPanels => {
    const { connection, context } = host;
    return {
      notes: flowPanel(controller.flow, context.flow, connection.component.label, context.localizer) ?? controller.notes.render(),
      confirmation: controller.confirming ? question(controller, host) : undefined,
      errorSummary: controller.showsSummary ? summary(controller, host) : undefined,
      log: controller.log.open ? log(controller, host) : undefined,
      formNote: formNote(controller.notes.ofForm(controller.form.dirty)),
      copyable,
    };
  };
}
