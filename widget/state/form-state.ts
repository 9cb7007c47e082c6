import type { Connection, Field, FieldErrorCode, FieldPatch, FieldValue } from '#contract';
import { checkFieldsPatch, isEmptyValue, isFieldShown, normalizeFieldValue } from '#contract';

/** One field as the person sees it. The client's error is not kept here: it is derived from the values, see {@link fieldErrors}. */
export interface FieldState {
  /** What the form was rendered with; `''` for secrets, whose value never reaches the page. */
  readonly initial: FieldValue;
  readonly value: FieldValue;
  /** The person has left the field once, so its error may be shown. */
  readonly touched: boolean;
  /** The code with which the server refused the value last sent. */
  readonly serverError?: string;
  /** For a stored secret: a new value is being typed. */
  readonly replacing: boolean;
  /** For a stored secret: it is to be removed on save. */
  readonly cleared: boolean;
}

/** The form of one connection. `submitted`: a save was tried, so every error is shown. */
export interface FormState {
  readonly revision: number;
  readonly submitted: boolean;
  readonly fields: Readonly<Record<string, FieldState>>;
}

/** Everything that can happen to a form. */
export type FormEvent =
  | { readonly type: 'input'; readonly key: string; readonly value: FieldValue }
  | { readonly type: 'blur'; readonly key: string }
  | { readonly type: 'replace' | 'keep' | 'clear'; readonly key: string }
  | { readonly type: 'submit' }
  | { readonly type: 'rejected'; readonly errors: Readonly<Record<string, string>> }
  | { readonly type: 'saved'; readonly connection: Connection }
  /** `rebase`: the person has been told of somebody else's change, so the next save builds on it. */
  | { readonly type: 'refreshed'; readonly connection: Connection; readonly rebase?: boolean };

/** The value an empty field has: its shape follows the field, so that an empty list stays a list. */
export function emptyValue(field: Pick<Field, 'collection'>): FieldValue {
  return field.collection === undefined ? '' : [];
}

/** The form for a connection as the server last described it. */
export function formStateOf(connection: Connection): FormState {
  const fields = Object.fromEntries(connection.fields.map((field) => [field.key, fieldStateOf(field)]));
  return { revision: connection.revision, submitted: false, fields };
}

function fieldStateOf(field: Field): FieldState {
  const initial = field.value ?? emptyValue(field);
  return { initial, value: initial, touched: false, replacing: false, cleared: false };
}

/** The one transition function of the form. */
export function nextFormState(state: FormState, event: FormEvent): FormState {
  switch (event.type) {
    case 'submit':
      return { ...state, submitted: true };
    case 'saved':
      return formStateOf(event.connection);
    case 'refreshed':
      return refreshed(state, event.connection, event.rebase ?? false);
    case 'rejected':
      return { ...state, fields: mapFields(state.fields, (field, key) => withServerError(field, event.errors[key])) };
    default: {
      const field = Object.hasOwn(state.fields, event.key) ? state.fields[event.key] : undefined;
      if (!field) return state;
      return { ...state, fields: { ...state.fields, [event.key]: nextField(field, event) } };
    }
  }
}

function nextField(field: FieldState, event: Extract<FormEvent, { key: string }>): FieldState {
  switch (event.type) {
    case 'input':
      return { ...withServerError(field, undefined), value: event.value, cleared: false };
    case 'blur':
      return { ...field, touched: true };
    case 'replace':
      return { ...field, replacing: true, cleared: false };
    case 'keep':
      return { ...withServerError(field, undefined), value: field.initial, touched: false, replacing: false, cleared: false };
    case 'clear':
      return { ...field, value: field.initial, replacing: false, cleared: true };
  }
}

function withServerError({ serverError: _, ...field }: FieldState, code: string | undefined): FieldState {
  return code === undefined ? field : { ...field, serverError: code };
}

// The newest state of the server goes into fields nobody is editing; what has been typed stays.
function refreshed(state: FormState, connection: Connection, rebase: boolean): FormState {
  const fresh = formStateOf(connection);
  const fields = mapFields(fresh.fields, (field, key) => {
    const old = Object.hasOwn(state.fields, key) ? state.fields[key] : undefined;
    return old && isEdited(old) ? { ...old, initial: field.initial } : field;
  });
  const editing = Object.values(fields).some(isEdited);
  // While there are edits the form keeps the revision it was rendered from, so the server can notice a conflict.
  return { revision: editing && !rebase ? state.revision : fresh.revision, submitted: state.submitted && editing, fields };
}

function isEdited(field: FieldState): boolean {
  return field.replacing || field.cleared || !sameValue(field.value, field.initial);
}

function mapFields(fields: FormState['fields'], map: (field: FieldState, key: string) => FieldState): FormState['fields'] {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, map(field, key)]));
}

/** Whether a save would change anything. */
export function isDirty(state: FormState): boolean {
  return Object.values(state.fields).some((field) => field.cleared || !sameValue(field.value, field.initial));
}

/** The fields to show, given what has been typed so far. */
export function shownFields(connection: Connection, state: FormState): Field[] {
  return connection.fields.filter((field) => isFieldShown(field, (key) => state.fields[key]?.value));
}

/** The three-state patch for a save. Fields that stay as they are are left out, which the server reads as `keep`. */
export function patchOf(connection: Connection, state: FormState): Record<string, FieldPatch> {
  const patch: Record<string, FieldPatch> = {};
  for (const field of connection.fields) {
    const change = state.fields[field.key];
    const op = change && patchOfField(field, change);
    if (op) patch[field.key] = op;
  }
  return patch;
}

function patchOfField(field: Field, state: FieldState): FieldPatch | undefined {
  if (state.cleared) return { op: 'clear' };
  const value = withoutBlankRows(normalizeFieldValue(field, state.value));
  // An empty secret means "not retyped"; removing one takes an explicit clear.
  if (field.secret) return isEmptyValue(value) ? undefined : { op: 'replace', value };
  if (isEmptyValue(value)) return isEmptyValue(field.value) ? undefined : { op: 'clear' };
  return field.value !== undefined && sameValue(value, field.value) ? undefined : { op: 'replace', value };
}

function withoutBlankRows(value: FieldValue): FieldValue {
  if (typeof value === 'string') return value;
  const filled = (value as readonly (string | { key: string; value: string })[]).filter((row) =>
    typeof row === 'string' ? row !== '' : row.key !== '' || row.value !== '',
  );
  return filled as FieldValue;
}

/** The first broken rule per field, by the very function the server refuses with. */
export function fieldErrors(connection: Connection, state: FormState): Map<string, FieldErrorCode> {
  const errors = checkFieldsPatch(connection.fields, patchOf(connection, state));
  for (const field of connection.fields) {
    // A replacement that was opened and left blank would silently keep the old secret; say so instead.
    if (field.secret && state.fields[field.key]?.replacing && isEmptyValue(state.fields[field.key]?.value))
      errors.set(field.key, 'required');
  }
  return errors;
}

/** The error to show under each field now: the server's word first, ours once the person has left the field or tried to save. */
export function visibleErrors(connection: Connection, state: FormState): Map<string, string> {
  const errors = new Map<string, string>(fieldErrors(connection, state));
  for (const { key } of shownFields(connection, state)) {
    const { serverError, touched } = state.fields[key] ?? {};
    if (serverError !== undefined) errors.set(key, serverError);
    else if (!touched && !state.submitted) errors.delete(key);
  }
  return errors;
}

/** Whether the value does not look as the definition expects; a warning, never a refusal. */
export function missesPattern(field: Field, value: FieldValue): boolean {
  if (field.pattern === undefined || typeof value !== 'string' || value.trim() === '') return false;
  try {
    return !new RegExp(`^(?:${field.pattern})$`, 'u').test(value.trim());
  } catch {
    return false; // an author's broken pattern must not block the customer
  }
}

function sameValue(a: FieldValue, b: FieldValue): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
