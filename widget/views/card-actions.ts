import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { Connection } from '#contract';
import type { FailedAction } from '../events/connection-failed-event.ts';
import type { CardContext } from '../state/connection-context.ts';
import { button } from './button.ts';
import { icon } from './icons.ts';

/** What is under way, and where presses go. */
export interface CardActionsOptions {
  readonly connection: Connection;
  readonly context: CardContext;
  /** Buttons that are at work. */
  readonly busy: ReadonlySet<FailedAction>;
  /** A CONNECT is under way and says itself what there is to do, so its button steps back. */
  readonly signingIn: boolean | undefined;
  /** Whether the question before a DISCONNECT is open; undefined where none is asked. */
  readonly confirming: boolean | undefined;
  readonly onConnect: () => void;
  readonly onTest: () => void;
  readonly onDisconnect: () => void;
}

/**
 * What can be done with a connection, in the order of use: CONNECT, save (if given), test, DISCONNECT. The CONNECT of one among many stands
 * back, unless something is wrong or it sends a form: a page full of main buttons has none.
 */
export function cardActions(options: CardActionsOptions, save: unknown = nothing): unknown {
  const { connection, context, busy, confirming } = options;
  const { t } = context.localizer;
  const { connected, label, status, testable } = connection;
  const named = (words: string) => ({ label: words, accessibleLabel: `${words} ${label}` });
  return [
    offersConnect(options)
      ? button({
          ...named(t(connected ? 'reconnect' : 'connect')),
          part: 'connect-button',
          look:
            options.signingIn || (context.listed && status === 'not_configured' && save === nothing) ? 'secondary' : 'primary',
          busy: busy.has('connect'),
          onClick: options.onConnect,
        })
      : nothing,
    save,
    testable && connected && context.can('test')
      ? button({ ...named(t('test')), part: 'test-button', busy: busy.has('test'), onClick: options.onTest })
      : nothing,
    connected && context.can('disconnect')
      ? button({
          ...named(t('disconnect')),
          part: 'disconnect-button',
          busy: busy.has('disconnect'),
          ...(confirming === undefined ? {} : { expanded: confirming }),
          onClick: options.onDisconnect,
        })
      : nothing,
  ];
}

/** Whether there is a CONNECT to press. It stores what has been typed, too. */
function offersConnect({ connection, context }: Pick<CardActionsOptions, 'connection' | 'context'>): boolean {
  const { connect, connected } = connection;
  return connect !== 'fields' && context.can('connect') && (!connected || needsSignIn(connection));
}

/** A new sign-in is the thing to do: it is broken, ends soon, or lacks what was asked for. */
function needsSignIn({ status, endsSoon, scopes }: Connection): boolean {
  return status === 'error' || endsSoon === true || (scopes?.missing.length ?? 0) > 0;
}

/** Saves the form. It is the main thing to do where there is no CONNECT, and something to save. */
export function saveButton(
  { connection, context, busy }: Pick<CardActionsOptions, 'connection' | 'context' | 'busy'>,
  dirty: boolean,
): TemplateResult | typeof nothing {
  if (!context.can('edit')) return nothing;
  const words = context.localizer.t('save');
  return button({
    label: words,
    accessibleLabel: `${words} ${connection.label}`,
    part: 'save-button',
    look: !offersConnect({ connection, context }) && (dirty || !connection.connected) ? 'primary' : 'secondary',
    busy: busy.has('save'),
    submit: true,
  });
}

/** Opens and closes the log. */
export function logsButton(
  { connection, context }: Pick<CardActionsOptions, 'connection' | 'context'>,
  open: boolean,
  onClick: () => void,
): TemplateResult | typeof nothing {
  if (!context.can('logs')) return nothing;
  const label = context.localizer.t('logsOf', { label: connection.label });
  return html`<button
    class="icon-button"
    type="button"
    part="button logs-button"
    aria-label=${label}
    title=${label}
    aria-expanded=${open}
    @click=${onClick}
  >
    ${icon('log')}
  </button>`;
}
