import type { Connection, ConnectionStatus, FailureFacts } from '#contract';
import type { ApiError } from '../api/api-error.ts';
import type { SharedParts } from '../on-demand.ts';
import type { CardContext } from '../state/connection-context.ts';
import type { Localizer } from '../translations/localizer.ts';
import { createAdviceList } from '../views/advice-list.ts';
import type { Tone } from '../views/message.ts';

/** What a card has to say about the last thing that was done. Words are made on rendering, in the language of then. */
interface Note {
  readonly tone: Tone;
  /** The status this result speaks of; the note goes when the status does. Absent for what stays true, such as a refusal. */
  readonly about?: ConnectionStatus;
  /** It speaks of the form, and is said beside the button that was pressed. */
  readonly ofForm?: boolean;
  readonly code?: string;
  readonly content: (localizer: Localizer) => unknown;
  /** What to check about it. */
  readonly facts?: FailureFacts | undefined;
}

/** What the notes need of their card. */
export interface NotesHost {
  readonly connection: Connection;
  readonly context: CardContext;
  requestUpdate(): void;
}

/** What stands in a card about the last thing that was done or, when nothing was, about how its connection stands. */
export class CardNotes {
  readonly #host: NotesHost;
  readonly #shared: SharedParts;
  readonly #adviceList: ReturnType<typeof createAdviceList>;
  #note: Note | undefined;

  constructor(host: NotesHost, shared: SharedParts) {
    this.#host = host;
    this.#shared = shared;
    this.#adviceList = createAdviceList(shared);
  }

  /** Whether something that was done is still spoken of. */
  get any(): boolean {
    return this.#note !== undefined;
  }

  clear(): void {
    this.#put(undefined);
  }

  /** Says how something ended, for as long as the connection stays as that left it. */
  report(tone: Tone, content: Note['content'], facts?: FailureFacts): void {
    this.#put({ tone, content, about: this.#host.connection.status, facts });
  }

  /** Says beside the form how saving ended. */
  reportSave(tone: Tone, content: Note['content']): void {
    this.#put({ tone, content, about: this.#host.connection.status, ofForm: true });
  }

  /** Says why something did not work; `ofForm`: beside the form. */
  refuse(
    tone: Tone,
    code: string,
    { detail, requestId, facts }: Partial<Pick<ApiError, 'detail' | 'requestId'>> & { facts?: FailureFacts | undefined },
    ofForm = false,
  ): void {
    const quote = (l: Localizer) => (requestId && !l.find(`error.${code}`) ? ` ${l.t('error.request', { requestId })}` : '');
    // Nothing is wrong with the connection: whoever waits a minute can go on.
    const calmed = code === 'too_many_requests' ? 'warning' : tone;
    this.#put({ tone: calmed, code, content: (l) => this.#errorText(code, detail) + quote(l), facts, ofForm });
  }

  /** Drops what is no longer so, or would hide why the connection is red now. @returns whether it did. */
  reconsider(before: Connection): boolean {
    if (!this.#note) return false;
    const { status, reason } = this.#host.connection;
    const { about } = this.#note;
    const outdated = about === undefined ? reason !== undefined && reason !== before.reason : about !== status;
    if (outdated) this.#note = undefined;
    return outdated;
  }

  render(): unknown {
    const { message, nothing } = this.#shared;
    const { connection, context } = this.#host;
    const { localizer } = context;
    if (this.#note && !this.#note.ofForm) return this.#said(this.#note);
    const { reason, warning, scopes, endsAt, endsSoon } = connection;
    const more = connection.advice && this.#adviceOn({ advice: connection.advice });
    if (reason) return message({ tone: 'danger', code: reason, content: this.#errorText(reason), more });
    if (endsSoon && endsAt) {
      return message({ tone: 'warning', content: localizer.t('endsSoon', { time: localizer.dateTime(endsAt) }) });
    }
    if (scopes && scopes.missing.length > 0) {
      return message({ tone: 'warning', content: localizer.t('fact.missingScopes', { scopes: localizer.list(scopes.missing) }) });
    }
    if (warning) return message({ tone: 'warning', content: this.#errorText(warning, warning), more });
    return lacksVendorValue(connection) ? message({ tone: 'neutral', content: localizer.t('waitingForVendor') }) : nothing;
  }

  /** What is to be said beside the form: why it could not be saved before all, then that something is not saved, then that it is. */
  ofForm(dirty: boolean): unknown {
    const note = this.#note?.ofForm ? this.#note : undefined;
    if (dirty && note?.code === undefined) return this.#host.context.localizer.t('unsaved');
    return note ? this.#said(note) : this.#shared.nothing;
  }

  #said({ tone, code, content, facts }: Note): unknown {
    const more = facts && this.#adviceOn(facts);
    return this.#shared.message({ tone, code, content: content(this.#host.context.localizer), more });
  }

  #put(note: Note | undefined): void {
    this.#note = note;
    this.#host.requestUpdate();
  }

  #errorText(code: string, detail?: string): string {
    const { connection, context } = this.#host;
    return this.#shared.errorText(context.localizer, code, detail, { app: connection.component.label });
  }

  #adviceOn(facts: FailureFacts): unknown {
    const { connection, context } = this.#host;
    return this.#adviceList(facts, connection.component.label, context.role, context.localizer);
  }
}

/** A required value is missing that is not in this form, so the person cannot do anything about it. */
function lacksVendorValue({ missingFields, fields }: Connection): boolean {
  return missingFields.some((key) => !fields.some((field) => field.key === key));
}
