import { access, readFile } from 'node:fs/promises';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DefinitionError, type DefinitionFaultCode } from './definition-error.ts';
import type { Model } from './model.ts';
import { parseConfig } from './parse-config.ts';

/**
 * Loads the vendor's definitions from a `.ts`, `.js`, `.mjs` or `.json` file.
 * @throws DefinitionError with one clear line when there is no such file, it has a syntax error, fails while it runs or exports something
 * else; with every fault when it is read but cannot be used.
 */
export async function loadConfig(path: string): Promise<Model> {
  const file = resolve(path);
  try {
    await access(file);
  } catch (cause) {
    throw fault('config_not_found', `There is no readable file ${file}. Let CONNECTIONS_CONFIG name your definitions.`, cause);
  }
  return parseConfig(extname(file) === '.json' ? await readJson(file) : await importDefault(file));
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    // The parser's message quotes the text around the fault, which may be a secret.
    throw fault('config_syntax', `${file} is not valid JSON.`, cause);
  }
}

async function importDefault(file: string): Promise<unknown> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(file).href)) as { readonly default?: unknown };
  } catch (cause) {
    const reason = firstLine(cause);
    if (/import statement outside a module|Unexpected token 'export'/.test(reason)) {
      const cure = 'Set "type": "module" in the package.json beside it, or let its name end in .mts or .mjs.';
      throw fault('config_syntax', `${file} is written as an ES module, but is loaded as CommonJS. ${cure}`, cause);
    }
    if (isSyntaxError(cause)) throw fault('config_syntax', `${file} has a syntax error: ${reason}`, cause);
    throw fault('config_failed', `${file} failed while it was loaded: ${reason}`, cause);
  }
  const exported = withoutInterop(module.default);
  if (typeof exported === 'object' && exported !== null) return exported;
  throw fault(
    'config_export',
    `${file} must export its definitions: export default defineConnections({ components, integrations }).`,
  );
}

/** A file compiled to CommonJS has its default export one level down. */
function withoutInterop(exported: unknown): unknown {
  const isCompiled = typeof exported === 'object' && exported !== null && '__esModule' in exported && 'default' in exported;
  return isCompiled ? exported.default : exported;
}

function isSyntaxError(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof SyntaxError || code.endsWith('_TYPESCRIPT_SYNTAX');
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.trim().split('\n')[0] ?? '';
}

function fault(code: DefinitionFaultCode, message: string, cause?: unknown): DefinitionError {
  return new DefinitionError([{ path: '', code, message }], { cause });
}
