import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Connection } from '#contract';
import type { ConnectionClient } from '../api/client.ts';
import type { ApiError } from '../api/api-error.ts';
import type { FormEvent, FormState } from '../state/form-state.ts';
import { fieldErrors, formStateOf, isDirty, nextFormState, patchOf, visibleErrors } from '../state/form-state.ts';

/** How a save ended. `invalid`: the person has to act, nothing was sent or the server named the fields at fault. */
export type SaveOutcome =
  | { readonly kind: 'saved'; readonly connection: Connection }
  | { readonly kind: 'unchanged' | 'invalid' | 'aborted' }
  | { readonly kind: 'failed'; readonly error: ApiError };

/** What the controller needs of its element. */
export interface FormHost extends ReactiveControllerHost {
  readonly connection: Connection;
}

/** Owns the form of one connection: applies events to the pure state, validates and saves. */
export class FormController implements ReactiveController {
  readonly #host: FormHost;
  readonly #failureOf: (thrown: unknown) => ApiError | undefined;
  #saving: AbortController | undefined;
  #state: FormState;
  #seen: Connection;
  #errors: ReadonlyMap<string, string> | undefined;
  #conflict = false;

  /** @param failureOf what a thrown value means; undefined for work given up on purpose. */
  constructor(host: FormHost, failureOf: (thrown: unknown) => ApiError | undefined) {
    this.#host = host;
    this.#failureOf = failureOf;
    this.#seen = host.connection;
    this.#state = formStateOf(host.connection);
    host.addController(this);
  }

  hostUpdate(): void {
    const { connection } = this.#host;
    if (connection === this.#seen) return;
    this.#state = nextFormState(this.#state, { type: 'refreshed', connection, rebase: this.#conflict });
    this.#errors = undefined;
    this.#conflict = false;
    this.#seen = connection;
  }

  hostDisconnected(): void {
    this.#saving?.abort();
  }

  get state(): FormState {
    return this.#state;
  }

  get saving(): boolean {
    return this.#saving !== undefined;
  }

  get dirty(): boolean {
    return isDirty(this.#state);
  }

  /** The errors to show now, by field. Worked out once for everything that is drawn from them. */
  get visibleErrors(): ReadonlyMap<string, string> {
    return (this.#errors ??= visibleErrors(this.#host.connection, this.#state));
  }

  /** Applies an event. Bound, so that it can be handed to the fields. */
  readonly dispatch = (event: FormEvent): void => {
    this.#state = nextFormState(this.#state, event);
    this.#errors = undefined;
    this.#host.requestUpdate();
  };

  /** Shows every error there is. @returns whether there was none. */
  validate(): boolean {
    this.dispatch({ type: 'submit' });
    return fieldErrors(this.#host.connection, this.#state).size === 0;
  }

  /** Validates, then stores what has changed. */
  async save(client: ConnectionClient): Promise<SaveOutcome> {
    if (!this.validate()) return { kind: 'invalid' };
    const { connection } = this.#host;
    const fields = patchOf(connection, this.#state);
    if (Object.keys(fields).length === 0) return { kind: 'unchanged' };
    this.#saving = new AbortController();
    this.#host.requestUpdate();
    try {
      const body = { fields, revision: this.#state.revision };
      const saved = await client.saveFields(connection.id, body, this.#saving.signal);
      this.dispatch({ type: 'saved', connection: saved });
      return { kind: 'saved', connection: saved };
    } catch (thrown) {
      const error = this.#failureOf(thrown);
      return error ? this.#failed(error) : { kind: 'aborted' };
    } finally {
      this.#saving = undefined;
      this.#host.requestUpdate();
    }
  }

  #failed(error: ApiError): SaveOutcome {
    this.#conflict = error.code === 'conflict';
    // `fields.host.value` is about the field `host`.
    const known = this.#host.connection.fields.map((field) => field.key);
    const errors: Record<string, string> = {};
    for (const { path, code } of error.fieldErrors) {
      const key = known.find((name) => path === `fields.${name}` || path.startsWith(`fields.${name}.`));
      if (key !== undefined) errors[key] = code;
    }
    if (Object.keys(errors).length === 0) return { kind: 'failed', error };
    this.dispatch({ type: 'rejected', errors });
    return { kind: 'invalid' };
  }
}
