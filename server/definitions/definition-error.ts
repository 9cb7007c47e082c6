/** What kind of fault a definition has. */
export type DefinitionFaultCode =
  | 'config_not_found'
  | 'config_syntax'
  | 'config_failed'
  | 'config_export'
  | 'missing'
  | 'wrong_shape'
  | 'duplicate_key'
  | 'unknown_component'
  | 'unknown_connection'
  | 'unknown_config_var'
  | 'ambiguous_config_var'
  | 'unknown_input'
  | 'unknown_provider'
  | 'invalid_value'
  | 'invalid_url'
  | 'invalid_template'
  | 'invalid_redirect'
  | 'unsafe_url'
  | 'unsupported';

/** One fault: where it is (`integrations[0].configVars.slack.connection.key`), and what is wrong and what to do about it. */
export interface DefinitionFault {
  readonly path: string;
  readonly code: DefinitionFaultCode;
  readonly message: string;
}

/**
 * The vendor's definitions cannot be used. Carries every fault that was found, in the order of the file; `code` and `path` are those
 * of the first. Messages never repeat a value, since it may be a secret.
 */
export class DefinitionError extends Error {
  override readonly name = 'DefinitionError';
  readonly code: DefinitionFaultCode;
  readonly path: string;
  readonly faults: readonly DefinitionFault[];

  constructor(faults: readonly [DefinitionFault, ...DefinitionFault[]], options?: { cause?: unknown }) {
    super(faults.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`)).join('\n'), options);
    this.code = faults[0].code;
    this.path = faults[0].path;
    this.faults = faults;
  }
}

/** Collects faults while a definition is read, so that the vendor sees all of them at once. */
export class FaultList {
  readonly #faults: DefinitionFault[] = [];

  add(path: string, code: DefinitionFaultCode, message: string): void {
    this.#faults.push({ path, code, message });
  }

  /** @throws DefinitionError when there was any fault. */
  throwIfAny(): void {
    const [first, ...others] = this.#faults;
    if (first) throw new DefinitionError([first, ...others]);
  }
}

/** Appends a member or a list position to a path. */
export function joinPath(path: string, step: string | number): string {
  if (typeof step === 'number') return `${path}[${step}]`;
  if (!/^[\w$-]+$/.test(step)) return `${path}[${JSON.stringify(step)}]`;
  return path === '' ? step : `${path}.${step}`;
}
