import { joinPath, type FaultList } from './definition-error.ts';
import type { Input } from './model.ts';
import { hasMalformedSlot, slotKeys } from './template.ts';
import type { WrittenInputShape } from './written-schema.ts';
import { readWrittenValue } from './written-value.ts';

/** The inputs of one connection as written, by key, in order. Spectral's converted components list them. */
export function inputEntries(
  written: Readonly<Record<string, WrittenInputShape>> | readonly WrittenInputShape[],
  path: string,
): { key: string; written: WrittenInputShape; path: string }[] {
  if (!Array.isArray(written)) {
    return Object.entries(written as Record<string, WrittenInputShape>).map(([key, input]) => ({
      key,
      written: input,
      path: joinPath(path, key),
    }));
  }
  return (written as WrittenInputShape[]).map((input, index) => ({
    key: input.key ?? '',
    written: input,
    path: joinPath(path, index),
  }));
}

/** Reads the inputs of one connection and checks what they say about each other. */
export function parseInputs(
  written: Readonly<Record<string, WrittenInputShape>> | readonly WrittenInputShape[],
  path: string,
  faults: FaultList,
): Input[] {
  const entries = inputEntries(written, path);
  const inputs = entries.map((entry) => parseInput(entry.key, entry.written, entry.path, faults));
  const byKey = new Map(inputs.map((input) => [input.key, input]));
  entries.forEach((entry, index) => {
    const input = inputs[index];
    if (!input) return;
    if (byKey.get(input.key) !== input)
      faults.add(entry.path, 'duplicate_key', `Two inputs have the key "${input.key}". Rename one.`);
    if (input.template !== undefined) checkTemplate(input.template, byKey, joinPath(entry.path, 'templateValue'), faults);
    if (input.showWhen && !byKey.has(input.showWhen.field)) {
      faults.add(
        joinPath(entry.path, 'showWhen'),
        'unknown_input',
        `There is no input "${input.showWhen.field}" in this connection.`,
      );
    }
  });
  return inputs;
}

function parseInput(key: string, written: WrittenInputShape, path: string, faults: FaultList): Input {
  const isTemplate = written.type === 'template' || typeof written.templateValue === 'string';
  const label = typeof written.label === 'object' ? written.label?.value : written.label;
  const keyLabel = typeof written.label === 'object' ? written.label?.key : written.keyLabel;
  checkHostSuffix(written.hostSuffix, joinPath(path, 'hostSuffix'), faults);
  checkPattern(written.pattern, joinPath(path, 'pattern'), faults);
  return {
    key,
    type: isTemplate ? 'template' : written.type,
    label: label || key,
    required: written.required === true,
    shown: !isTemplate && written.shown !== false,
    secret: written.type === 'password' || written.writeOnly === true || key === 'clientSecret',
    ...present('keyLabel', keyLabel),
    ...present('placeholder', written.placeholder),
    ...present('comments', written.comments),
    ...present('helpUrl', written.helpUrl),
    ...present('example', typeof written.example === 'string' ? written.example : undefined),
    ...present('model', written.model?.length ? written.model : undefined),
    ...present('collection', written.collection),
    ...present('pattern', written.pattern),
    ...present('patternMessage', written.patternMessage),
    ...present('min', written.min),
    ...present('max', written.max),
    ...present('hostSuffix', written.hostSuffix),
    ...present('showWhen', written.showWhen && { field: written.showWhen.field, equals: [written.showWhen.equals].flat() }),
    ...(isTemplate ? parseTemplate(written, path, faults) : parseDefault(written, path, faults)),
  };
}

function present<Key extends string, Value>(key: Key, value: Value | null | undefined | ''): { [K in Key]?: Value } {
  return (value === undefined || value === null || value === '' ? {} : { [key]: value }) as { [K in Key]?: Value };
}

function parseTemplate(written: WrittenInputShape, path: string, faults: FaultList): Pick<Input, 'template'> {
  // Spectral's converted form has the template in `default`.
  const template = written.templateValue ?? written.default;
  if (typeof template === 'string' && template !== '') return { template };
  faults.add(
    joinPath(path, 'templateValue'),
    'missing',
    'A template input needs a "templateValue", for example "https://{{#host}}/api".',
  );
  return {};
}

function parseDefault(written: WrittenInputShape, path: string, faults: FaultList): Pick<Input, 'default'> {
  const value = readWrittenValue(written.default);
  if (value === undefined) return written.type === 'boolean' ? { default: 'false' } : {};
  const isList = Array.isArray(value);
  if ((typeof value === 'object' && !isList) || isList !== Boolean(written.collection)) {
    const expected = written.collection ? `a list, since "collection" is "${written.collection}"` : 'text, a number or a boolean';
    faults.add(joinPath(path, 'default'), 'wrong_shape', `The default must be ${expected}.`);
    return {};
  }
  return { default: value };
}

function checkTemplate(template: string, inputs: ReadonlyMap<string, Input>, path: string, faults: FaultList): void {
  if (hasMalformedSlot(template)) {
    faults.add(path, 'invalid_template', 'There are braces here that are no slot. Write a slot as {{#inputKey}}.');
  }
  for (const key of slotKeys(template)) {
    const input = inputs.get(key);
    if (!input) faults.add(path, 'invalid_template', `The slot {{#${key}}} names no input of this connection.`);
    else if (input.type === 'template') {
      faults.add(
        path,
        'invalid_template',
        `The slot {{#${key}}} names another template. A template refers to plain inputs only.`,
      );
    }
  }
}

function checkHostSuffix(suffix: string | null | undefined, path: string, faults: FaultList): void {
  if (!suffix || /^(\.[a-z0-9-]+){2,}$|^\.localhost$/.test(suffix)) return;
  faults.add(
    path,
    'invalid_value',
    'Write a host suffix with its leading dot and at least two labels, for example ".myshopify.com".',
  );
}

function checkPattern(pattern: string | null | undefined, path: string, faults: FaultList): void {
  if (!pattern) return;
  try {
    new RegExp(pattern, 'u');
  } catch {
    faults.add(path, 'invalid_value', 'This is no regular expression (with the flag u).');
  }
}
